import type { Table } from '@cure-ts/records'
import type { RewardsConfig } from './rewards-config.ts'

type ProgramTable = Pick<Table, 'passed' | 'origins' | 'correctPrograms' | 'testIds' | 'readableTests' | 'responses'>

/**
 * The coder's rewards before normalisation, one a program, from 0 to 1 (arXiv 2506.03136, section 3).
 *
 * @returns null where a cell that is not known leaves the reward open, and for all where there is no test to go by
 */
export function programRewards(table: ProgramTable, coderReward: RewardsConfig['coderReward']): (number | null)[] {
  if (coderReward === 'all-pass') return table.correctPrograms.map(correct => correct === null ? null : Number(correct))
  const counts = coderReward === 'mean' ? isGroundTruth : isGeneratedTest
  return table.passed.map(row => mean(row.filter((_, column) => counts(table, column))))
}

function isGroundTruth({ origins }: ProgramTable, column: number): boolean {
  return origins[column] === 'ground-truth'
}

/** False for ground truth, and for the place of a test that the sampler gave up on: it would leave every reward open. */
function isGeneratedTest({ origins, testIds, readableTests, responses }: ProgramTable, column: number): boolean {
  return origins[column] === 'generated' && (readableTests[column]! || responses[testIds[column]!] !== undefined)
}

/** Null for no cells, or where any is null. */
function mean(cells: readonly (number | null)[]): number | null {
  if (cells.length === 0) return null
  let sum = 0
  for (const cell of cells) {
    if (cell === null) return null
    sum += cell
  }
  return sum / cells.length
}
