import { Sampled, Task } from '@cure-ts/records'
import { loadTasks, openSession, seedOf } from '@cure-ts/pipeline'
import { sample } from '@cure-ts/sampling'
import { inputOf, readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

/** `cure sample`: tasks to programs and tests of a model, which is served by a learner of our own where no server is named. */
export const sampleCommand = stageCommand<RecordFlags & { limit?: string }>(
  { name: 'sample', description: 'Sample programs and unit tests for tasks', reads: 'Task', writes: 'Sampled', sections: ['', 'sampler', 'sampling'] },
  async (config, flags, given) => {
    const limit = flags.limit === undefined ? Infinity : Number(flags.limit)
    const tasks = given.has('tasks') ? iterate(await loadTasks(config.tasks, limit)) : take(readInput(Task, inputOf(flags), flags), limit)
    const session = await openSession(config, { train: false })
    try {
      const stage = sample({ ...config.sampling, seed: seedOf(config.seed, 'sample'), step: 0, policyVersion: 0 }, session)
      await runStage('sample', tasks, stage, Sampled, flags, 4 * Math.max(16, config.sampling.promptsPerRequest))
    } finally {
      await session.close()
    }
  },
).option('--limit <number>', 'at most so many tasks')

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

async function* take<T>(items: AsyncIterable<T>, limit: number): AsyncGenerator<T> {
  let count = 0
  for await (const item of items) {
    if (count++ >= limit) return
    yield item
  }
}
