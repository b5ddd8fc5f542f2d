import { map, type OperatorFunction } from 'rxjs'
import type { Rewarded, Table } from '@cure-ts/records'
import { onlyRole, type RewardsConfig, rewardTask } from '@cure-ts/rewards'

/** A `rewards` stage in which only the tester learns. */
export function reward(config: RewardsConfig): OperatorFunction<Table, Rewarded> {
  return map(table => onlyRole(rewardTask(table, config), 'tester'))
}
