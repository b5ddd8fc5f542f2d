import { Batch, Rewarded } from '@cure-ts/records'
import { batch } from '@cure-ts/trainer-bridge'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'
import { wholeNumber } from '../whole-number.ts'

/** `cure batch`: the rewarded tasks of one step to the learner's ragged arrays. */
export const batchCommand = stageCommand(
  { name: 'batch', description: 'Pack the rewarded tasks of one step for the learner', reads: 'Rewarded', writes: 'Batch', sections: ['sampling'] },
  (config, command) => {
    const flags = command.opts<RecordFlags & { step: number }>()
    const stage = batch({ step: flags.step, temperature: config.sampling.temperature })
    return runStage('batch', readInput(Rewarded, flags), stage, Batch, flags, Infinity)
  },
).option('--step <number>', 'the step that the tasks belong to', wholeNumber, 1)
