import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { from, lastValueFrom, tap, toArray } from 'rxjs'
import { type AgenticConfig, type PipelineName, pipelineNames, solve } from '@cure-ts/agentic'
import { type CureConfig, loadTasks } from '@cure-ts/pipeline'
import type { Task } from '@cure-ts/records'
import { addSettings, flagsOf, resolveConfig } from '@cure-ts/trainer'
import { addAgenticFlags, type AgenticFlags, agenticOf } from '../agent/agentic-flags.ts'
import { compareRuns, type PipelineRun } from '../agent/compare-runs.ts'
import { comparisonPlot, describeComparison } from '../agent/describe-comparison.ts'
import { openAgent } from '../agent/open-agent.ts'
import { openTrace } from '../agent/open-trace.ts'
import { type Tester, testerOf, withTester } from '../agent/open-testers.ts'
import { startProgress } from '../progress.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'
import { wholeNumber } from '../whole-number.ts'

interface CompareFlags extends AgenticFlags {
  readonly config?: string
  readonly pipelines: readonly PipelineName[]
  readonly testers?: readonly string[]
  readonly limit?: number
  readonly tasksAtOnce: number
  readonly out?: string
  readonly json?: boolean
}

const sections = ['', 'sampler', 'sampling', 'sandbox']

/** `cure agent compare`: pipelines with testers, on the same tasks within the same limits. */
export const compareAgentsCommand = addAgenticFlags(addSettings(new Command('compare'), sections))
  .description('Compare pipelines and testers on the same tasks within the same limits: accuracy, calls, tokens, cost, latency')
  .addOption(new Option('--pipelines <names...>', 'pipelines to compare').choices(pipelineNames).default(pipelineNames))
  .option('--testers <name=where...>', 'testers to compare: a name and an OpenAI-compatible address or a model folder [the coder itself]')
  .option('--tasks-at-once <number>', 'tasks under way at once', wholeNumber, 4)
  .option('--limit <number>', 'at most so many tasks', wholeNumber)
  .option('--out <folder>', 'keep there: comparison.json, comparison.md, accuracy.svg and .png, and a trace of each run')
  .option('--json', 'the comparison as JSON')
  .action(async (_options, command: Command) => {
    const flags = command.opts<CompareFlags>()
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: flagsOf(command, sections) })
    const testers = flags.testers?.map(testerOf) ?? [{ name: 'coder', where: null }]
    const tasks = await loadTasks(config.tasks, flags.limit)
    const agentic = { ...agenticOf(config, flags), tasksAtOnce: flags.tasksAtOnce }
    if (flags.out !== undefined) await mkdir(flags.out, { recursive: true })
    const runs: PipelineRun[] = []
    for (const tester of testers) runs.push(...await withTester(config, tester, testing => runPipelines(testing, tester, tasks, agentic, flags)))
    const compared = compareRuns(runs, config.seed)
    const json = `${JSON.stringify({ tasks: tasks.length, settings: agentic, runs: compared }, null, 2)}\n`
    const text = describeComparison(compared, tasks.length, agentic)
    process.stdout.write(flags.json === true ? json : text)
    if (flags.out === undefined) return
    const { writePlots } = await import('../plots/write-plots.ts') // It would cost every other command a part of its start.
    await writeFile(join(flags.out, 'comparison.json'), json)
    await writeFile(join(flags.out, 'comparison.md'), `${text}\n![Accuracy by tokens](accuracy.svg)\n`)
    await writePlots(flags.out, { accuracy: comparisonPlot(compared) })
  })

async function runPipelines(config: CureConfig, { name }: Tester, tasks: readonly Task[], agentic: AgenticConfig, flags: CompareFlags): Promise<PipelineRun[]> {
  const { session, ports } = await openAgent(config, flags.prompts)
  return whileLearnerLives(session, async () => {
    const runs: PipelineRun[] = []
    for (const pipeline of flags.pipelines) {
      const progress = startProgress(`${pipeline}, ${name} | {bar} {value}/{total} tasks`, tasks.length)
      let done = 0
      const trace = await openTrace(flags.out === undefined ? undefined : join(flags.out, `${pipeline}-${name}.jsonl`))
      try {
        runs.push({ pipeline, tester: name, ends: await lastValueFrom(from(tasks).pipe(solve({ ...agentic, pipeline }, ports, trace.write), tap(() => progress.update(++done)), toArray())) })
      } finally {
        progress.stop()
        await trace.close()
      }
    }
    return runs
  })
}
