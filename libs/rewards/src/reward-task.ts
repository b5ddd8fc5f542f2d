import type { Dropped, Rewarded, Table } from '@cure-ts/records'
import { type DropReason, groupAdvantages, type Sample } from './group-advantages.ts'
import { programRewards } from './program-rewards.ts'
import type { RewardsConfig } from './rewards-config.ts'
import { testRewards } from './test-rewards.ts'

/**
 * The rewards and advantages of one task's programs and tests (arXiv 2506.03136, section 3). An unreadable program fails
 * every test and so earns 0, an unreadable test earns -1.
 *
 * Samples that give no gradient have a null advantage and are counted in `dropped`: those without a response, with a reward
 * that is not known, and those of a group that does not tell its samples apart. Ground-truth tests are no samples.
 */
export function rewardTask(table: Table, config: RewardsConfig): Rewarded {
  const ofPrograms = programRewards(table, config.coderReward)
  const ofTests = testRewards(table, config)
  const lengthOf = (id: string, tokens: number) => table.responses[id] === undefined ? null : tokens
  const programs = table.programIds.map((id, row): Sample =>
    ({ reward: ofPrograms[row]!, length: lengthOf(id, table.programTokens[row]!) }))
  const tests = table.testIds.map((id, column): Sample =>
    ({ reward: ofTests[column]!, length: lengthOf(id, table.testTokens[column]!) }))
  const generated = tests.filter((_, column) => table.origins[column] === 'generated')

  const coder = groupAdvantages(programs, config, 'reward-unknown')
  const tester = groupAdvantages(generated, config, table.correctPrograms.includes(true) ? 'reward-unknown' : 'no-correct-program')
  const testerAdvantages = tester.advantages.values()
  return {
    ...table,
    programRewards: ofPrograms,
    testRewards: ofTests,
    programAdvantages: coder.advantages,
    testAdvantages: table.origins.map(origin => origin === 'generated' ? testerAdvantages.next().value! : null),
    dropped: [...droppedOf('coder', coder.dropped), ...droppedOf('tester', tester.dropped)],
  }
}

function droppedOf(role: Dropped['role'], dropped: ReadonlyMap<DropReason, number>): Dropped[] {
  return [...dropped].map(([reason, count]) => ({ role, reason, count }))
}
