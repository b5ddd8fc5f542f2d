import { Option } from 'commander'
import { tap } from 'rxjs'
import { CureError, Executed, Sampled, type Verdict } from '@cure-ts/records'
import { type DatasetPrograms, datasetRecord, FailureCount, loadTasks } from '@cure-ts/pipeline'
import { createSandbox, execute } from '@cure-ts/sandbox'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

/** `cure execute`: runs every program on every test in the sandbox. */
export const executeCommand = stageCommand(
  { name: 'execute', description: 'Run every program on every test in the sandbox', reads: 'Sampled', writes: 'Executed', sections: ['sandbox'] },
  async (config, command, given) => {
    const flags = command.opts<RecordFlags & { programs?: DatasetPrograms, tasks?: string }>()
    const { tasks, programs } = flags
    if ((tasks === undefined) !== (programs === undefined)) throw new CureError('--tasks and --programs belong together: name a task file and which of its programs to run.')
    const isDataset = tasks !== undefined
    const records = isDataset ? datasetRecords(tasks.split(','), programs!) : readInput(Sampled, flags)
    const limits = isDataset && !given.has('sandbox.maxGroundTruthTests') ? { ...config.sandbox, maxGroundTruthTests: null } : config.sandbox
    const sandbox = createSandbox(limits)
    try {
      await sandbox.check()
      const tally = new Tally()
      const failures = new FailureCount()
      const stage = execute(limits, sandbox.run)
      await runStage('execute', records, source => stage(source).pipe(tap(executed => {
        tally.add(executed)
        failures.add(executed)
      })), Executed, flags, 64)
      if (isDataset) process.stderr.write(tally.describe())
      failures.refuseAllFailed('these records')
    } finally {
      await sandbox.close()
    }
  },
)
  .option('--tasks <files>', 'task files whose own programs are run')
  .addOption(new Option('--programs <which>', 'which of the tasks\' programs').choices(['solutions', 'wrong_solutions']))

async function* datasetRecords(files: readonly string[], which: DatasetPrograms): AsyncGenerator<Sampled> {
  for (const task of await loadTasks(files)) {
    if (task[which].length > 0) yield datasetRecord(task, which)
  }
}

/** Verdicts over all tables, and the programs that did not pass everything. */
class Tally {
  #programs = 0
  readonly #cells = new Map<Verdict, number>()
  readonly #failing: string[] = []

  add({ taskId, programs, verdicts }: Executed): void {
    for (const [index, row] of verdicts.entries()) {
      this.#programs += 1
      for (const verdict of row) this.#cells.set(verdict, (this.#cells.get(verdict) ?? 0) + 1)
      const worst = row.find(verdict => verdict !== 'passed')
      if (worst !== undefined) this.#failing.push(`${taskId} ${programs[index]!.programId}: ${worst} on ${row.filter(verdict => verdict !== 'passed').length} of ${row.length} tests`)
    }
  }

  describe(): string {
    const cells = [...this.#cells].sort(([, a], [, b]) => b - a).map(([verdict, count]) => `${count} ${verdict}`).join(', ')
    const summary = `${this.#programs} programs, ${this.#programs - this.#failing.length} pass all their tests; cells: ${cells}.`
    return `${[...this.#failing.slice(0, 50), summary].join('\n')}\n`
  }
}
