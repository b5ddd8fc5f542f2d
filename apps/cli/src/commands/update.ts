import { resolve } from 'node:path'
import * as Schema from 'effect/Schema'
import { Batch, CureError } from '@cure-ts/records'
import { bridgeWaits, openSession } from '@cure-ts/pipeline'
import { connectLearner, learnerSettings, update } from '@cure-ts/trainer-bridge'
import { inputOf, readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

/** `cure update`: batches to new weights, by a learner that runs or by one of our own. */
export const updateCommand = stageCommand<RecordFlags & { checkpoints?: string }>(
  { name: 'update', description: 'Train the learner on batches', reads: 'Batch', writes: 'StepDone', sections: ['', 'learner'] },
  async (config, flags) => {
    const session = await openSession(config, { train: true })
    try {
      if (session.bridge === null) throw new CureError('No learner to train with; name a running one with --address.')
      const learner = await connectLearner({
        address: session.bridge,
        runId: 'cure-update',
        settings: learnerSettings(config.learner, { seed: config.seed, checkpointDir: flags.checkpoints === undefined ? null : resolve(flags.checkpoints), resume: true }),
        ...bridgeWaits,
      })
      await runStage('update', readInput(Batch, inputOf(flags), flags), update(learner), Schema.Unknown, flags, 1)
      learner.close()
    } finally {
      await session.close()
    }
  },
).option('--checkpoints <folder>', 'where the learner writes and continues its checkpoints; without it the weights are lost at the end')
