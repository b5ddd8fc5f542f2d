import { map, type OperatorFunction } from 'rxjs'
import type { Rewarded, Table } from '@cure-ts/records'
import { type RewardsConfig, rewardTask } from '@cure-ts/rewards'

/** A `rewards` stage in which a correct test earns 1 and an incorrect one loses 1, whatever they tell about the wrong programs. */
export function reward(config: RewardsConfig): OperatorFunction<Table, Rewarded> {
  return map(table => {
    const rewarded = rewardTask(table, config)
    // The paper's reward is the plain one where no program is known to be wrong.
    const unjudged = rewardTask({ ...table, correctPrograms: table.correctPrograms.map(correct => correct === true ? true : null) }, config)
    return {
      ...rewarded,
      testRewards: unjudged.testRewards,
      testAdvantages: unjudged.testAdvantages,
      dropped: [...rewarded.dropped.filter(({ role }) => role === 'coder'), ...unjudged.dropped.filter(({ role }) => role === 'tester')],
    }
  })
}
