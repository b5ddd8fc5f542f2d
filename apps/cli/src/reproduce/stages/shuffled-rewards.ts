import { map, type OperatorFunction } from 'rxjs'
import type { Rewarded, Table } from '@cure-ts/records'
import { type RewardsConfig, rewardTask } from '@cure-ts/rewards'
import { seedOf } from '@cure-ts/sampling'

/** A `rewards` stage that gives each group's rewards to its samples at random: as much update, and nothing to learn from. */
export function reward(config: RewardsConfig): OperatorFunction<Table, Rewarded> {
  return map(table => {
    const rewarded = rewardTask(table, config)
    const programs = shuffled(table.programIds, rewarded.programAdvantages, rewarded)
    const tests = shuffled(table.testIds, rewarded.testAdvantages, rewarded)
    return {
      ...rewarded,
      programRewards: programs.map(index => rewarded.programRewards[index]!),
      programAdvantages: programs.map(index => rewarded.programAdvantages[index]!),
      testRewards: tests.map(index => rewarded.testRewards[index]!),
      testAdvantages: tests.map(index => rewarded.testAdvantages[index]!),
    }
  })
}

/** Whose reward each sample gets: an order drawn by the group and the policy's version. What is no training sample keeps its own. */
function shuffled(ids: readonly string[], advantages: readonly (number | null)[], { taskId, responses }: Rewarded): number[] {
  const drawn = (index: number) => seedOf('shuffled rewards', taskId, ids[index]!, responses[ids[index]!]?.policyVersion ?? 0)
  const samples = [...ids.keys()].filter(index => advantages[index] !== null)
  const order = samples.toSorted((a, b) => drawn(a) - drawn(b)).values()
  return [...ids.keys()].map(index => advantages[index] === null ? index : order.next().value!)
}
