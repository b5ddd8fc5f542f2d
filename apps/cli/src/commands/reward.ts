import { Rewarded, Table } from '@cure-ts/records'
import { reward } from '@cure-ts/rewards'
import { readInput, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

/** `cure reward`: tables to rewards and advantages for both roles. */
export const rewardCommand = stageCommand(
  { name: 'reward', description: 'Give programs and tests their rewards and advantages', reads: 'Table', writes: 'Rewarded', sections: ['rewards'] },
  (config, command) => runStage('reward', readInput(Table, command.opts()), reward(config.rewards), Rewarded, command.opts(), 1),
)
