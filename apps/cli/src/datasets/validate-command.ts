import { Command } from 'commander'
import { lastValueFrom, tap } from 'rxjs'
import { datasetRecord } from '@cure-ts/pipeline'
import type { Sampled, Task } from '@cure-ts/records'
import { createSandbox, execute, type SandboxConfig } from '@cure-ts/sandbox'
import { pullThrough } from '@cure-ts/stream'
import { addSettings, flagsOf, resolveConfig } from '@cure-ts/trainer'
import { startProgress } from '../progress.ts'
import { judgeReferences, newValidation, patience, soundTasks, type Validation } from './validation.ts'

const sections = ['sandbox']

/** `cure datasets validate`: is a task file as it should be, and do its own programs say so? Exit code 2 where not. */
export const validateCommand = addSettings(new Command('validate').description('Say what is wrong in a task file; exit code 2 where something is'), sections)
  .argument('<file>', 'task file, JSONL or a JSON array')
  .option('--run', 'run the tasks\' own programs on all their tests in the sandbox')
  .option('--json', 'as JSON')
  .action(async (file: string, flags: { run?: boolean, json?: boolean, config?: string }, command: Command) => {
    const validation = newValidation()
    const tasks = soundTasks(file, validation)
    if (flags.run === true) {
      const given = flagsOf(command, sections)
      const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: given, tasksAreOptional: true })
      await runReferences(tasks, validation, given.has('sandbox.maxGroundTruthTests') ? config.sandbox : { ...config.sandbox, maxGroundTruthTests: null })
    } else {
      for await (const _ of tasks);
    }
    process.stdout.write(flags.json === true ? `${JSON.stringify(validation, null, 2)}\n` : describe(validation, flags.run === true))
    if (validation.data.length + validation.disagreeing.length + validation.unknown.length > 0) process.exitCode = 2
  })

async function runReferences(tasks: AsyncIterable<Task>, validation: Validation, config: SandboxConfig): Promise<void> {
  const sandbox = createSandbox(config)
  const progress = startProgress('validate | {value} tasks run')
  let done = 0
  try {
    await sandbox.check()
    const executed = pullThrough(referenceRecords(tasks, validation), execute(config, sandbox.run), 2 * config.lanes).pipe(tap(record => {
      judgeReferences(record, validation)
      progress.update(++done)
    }))
    await lastValueFrom(executed, { defaultValue: undefined })
  } finally {
    progress.stop()
    await sandbox.close()
  }
}

async function* referenceRecords(tasks: AsyncIterable<Task>, validation: Validation): AsyncGenerator<Sampled> {
  for await (const task of tasks) {
    if (task.solutions.length + task.wrong_solutions.length === 0) validation.unchecked += 1
    else yield datasetRecord({ ...task, test_time_limit: patience * task.test_time_limit }, 'solutions', 'wrong_solutions')
  }
}

const shown = 50

function describe(validation: Validation, hasRun: boolean): string {
  const { tasks, data, disagreeing, slow, undetected, unknown, solutions, passing, unchecked } = validation
  const disagreements = disagreeing.map(({ taskId, failing, solutions: all }) => {
    const [{ programId, failed, tests, verdict }] = failing as [typeof failing[number]]
    return `${taskId}: ${failing.length === all ? 'no reference solution passes all tests' : `${failing.length} of ${all} reference solutions do not pass all tests`} (${programId}: ${verdict}, ${failed} of ${tests} tests)`
  })
  return [
    ...section('The data is wrong', data),
    ...section('Reference solutions and tests disagree', disagreements),
    ...section('Nothing is known, since the sandbox or a checker failed', unknown),
    ...section('A reference solution is right and slower here than its task allows', slow.map(({ taskId, programId, cpuMs, limitMs }) => `${taskId}: ${programId} takes ${Math.round(cpuMs)} ms of ${Math.round(limitMs)}`)),
    ...section('A wrong solution passes all tests', undetected.map(({ taskId, programId }) => `${taskId}: ${programId}`)),
    `${tasks} sound tasks, ${data.length} faults of the data`,
    ...hasRun ? [`${solutions} reference solutions ran, ${passing} pass all their tests; ${unchecked} tasks have none`] : [],
  ].map(line => `${line}\n`).join('')
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  return [`${title}:`, ...lines.slice(0, shown).map(line => `  ${line}`), ...lines.length > shown ? [`  and ${lines.length - shown} more (--json has them all)`] : []]
}
