import { tap } from 'rxjs'
import { Sampled, Task } from '@cure-ts/records'
import { FailureCount, loadTasks, openSession } from '@cure-ts/pipeline'
import { sample, seedOf } from '@cure-ts/sampling'
import { startProgress } from '../progress.ts'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'
import { wholeNumber } from '../whole-number.ts'

/** `cure sample`: tasks to programs and tests of a model, which is served by a learner of our own where no server is named. */
export const sampleCommand = stageCommand(
  { name: 'sample', description: 'Sample programs and unit tests for tasks', reads: 'Task', writes: 'Sampled', sections: ['', 'sampler', 'sampling'] },
  async (config, command, given) => {
    const flags = command.opts<RecordFlags & { limit?: number }>()
    const tasks = take(given.has('tasks') ? await loadTasks(config.tasks, flags.limit) : readInput(Task, flags), flags.limit ?? Infinity)
    const starting = startProgress('sample | starting')
    const session = await openSession(config, { train: false }).finally(() => starting.stop())
    const failures = new FailureCount()
    await whileLearnerLives(session, () => {
      const stage = sample({ ...config.sampling, seed: seedOf(config.seed, 'sample'), step: 0, policyVersion: 0 }, session)
      const counted = tap((sampled: Sampled) => failures.add({ ...sampled, verdicts: [] }))
      return runStage('sample', tasks, source => stage(source).pipe(counted), Sampled, flags, 4 * Math.max(16, config.sampling.promptsPerRequest))
    })
    failures.refuseAllFailed('these tasks')
    if (failures.summary !== null) process.stderr.write(`${failures.summary}\n`)
  },
).option('--limit <number>', 'at most so many tasks', wholeNumber)

/** The first `limit` items; no item after them is asked for. */
async function* take<T>(items: AsyncIterable<T> | Iterable<T>, limit: number): AsyncGenerator<T> {
  let count = 0
  for await (const item of items) {
    yield item
    if (++count >= limit) return
  }
}
