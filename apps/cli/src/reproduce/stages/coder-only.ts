import { map, type OperatorFunction } from 'rxjs'
import type { Rewarded, Table } from '@cure-ts/records'
import { onlyRole, type RewardsConfig, rewardTask } from '@cure-ts/rewards'

/** A `rewards` stage in which only the coder learns; tests are sampled all the same. */
export function reward(config: RewardsConfig): OperatorFunction<Table, Rewarded> {
  return map(table => onlyRole(rewardTask(table, config), 'coder'))
}
