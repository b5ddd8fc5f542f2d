import type { Rewarded, Table } from '@cure-ts/records'
import { map, type OperatorFunction } from 'rxjs'
import { rewardTask } from './reward-task.ts'
import type { RewardsConfig } from './rewards-config.ts'

/** Gives each task's programs and tests their rewards and advantages: {@link rewardTask} of every emission. */
export function reward(config: RewardsConfig): OperatorFunction<Table, Rewarded> {
  return map(table => rewardTask(table, config))
}
