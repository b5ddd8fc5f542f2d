import { Batch, Rewarded } from '@cure-ts/records'
import { batch } from '@cure-ts/trainer-bridge'
import { inputOf, readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

/** `cure batch`: the rewarded tasks of one step to the learner's ragged arrays. */
export const batchCommand = stageCommand<RecordFlags & { step: string }>(
  { name: 'batch', description: 'Pack the rewarded tasks of one step for the learner', reads: 'Rewarded', writes: 'Batch', sections: ['sampling'] },
  (config, flags) => {
    const stage = batch({ step: Number(flags.step), temperature: config.sampling.temperature })
    return runStage('batch', readInput(Rewarded, inputOf(flags), flags), stage, Batch, flags, Infinity)
  },
).option('--step <number>', 'the step that the tasks belong to', '1')
