import { resolve } from 'node:path'
import * as Schema from 'effect/Schema'
import { Batch, CureError } from '@cure-ts/records'
import { bridgeWaits, openSession, policyLagOf } from '@cure-ts/pipeline'
import { connectLearner, learnerSettings, update } from '@cure-ts/trainer-bridge'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'

/** `cure update`: batches to new weights, by a learner that runs or by one of our own. */
export const updateCommand = stageCommand(
  { name: 'update', description: 'Train the learner on batches', reads: 'Batch', writes: 'StepDone', sections: ['', 'learner'] },
  async (config, command) => {
    const flags = command.opts<RecordFlags & { checkpoints?: string }>()
    const session = await openSession(config, { train: true })
    await whileLearnerLives(session, async () => {
      if (session.bridge === null) throw new CureError('No learner to train with; name a running one with --address.')
      const learner = await connectLearner({
        address: session.bridge,
        keys: config.learner.keys,
        runId: 'cure-update',
        settings: learnerSettings(config.learner, { seed: config.seed, checkpointDir: flags.checkpoints === undefined ? null : resolve(flags.checkpoints), resume: true, policyLag: policyLagOf(config) }),
        ...bridgeWaits,
      })
      try {
        await runStage('update', readInput(Batch, flags), update(learner), Schema.Unknown, flags, 1)
      } finally {
        learner.close()
      }
    })
  },
).option('--checkpoints <folder>', 'where the learner writes and continues its checkpoints; without it the weights are lost at the end')
