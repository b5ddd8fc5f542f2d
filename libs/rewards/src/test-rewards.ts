import { CureError, type Table } from '@cure-ts/records'
import type { RewardsConfig } from './rewards-config.ts'

type Cell = 0 | 1 | null
type TestTable = Pick<Table, 'passed' | 'origins' | 'correctPrograms' | 'correctTests' | 'readableTests' | 'testRepeats' | 'responses' | 'testIds'>

/**
 * The tester's rewards before normalisation, one a test, from -1 to 1 (arXiv 2506.03136, section 3): a correct test earns the
 * share of wrong programs that fail it, an incorrect one loses the share of wrong programs that pass it. With `any-all` the
 * shares are 0 or 1: a correct test earns 1 if every wrong program fails it, an incorrect one loses 1 if any passes it.
 * Where no program is wrong they are 1 and -1. (`share` times the number of wrong programs is the paper's reward.)
 *
 * With `shared` what a test earns is divided by the number of tests of the task that have its input: in a group of tests that
 * all do the same, another input earns more. What a test loses is its own.
 *
 * @returns null for ground truth, for all where no program is known to be correct, and where a cell that is not known leaves
 * the reward open
 * @throws CureError where rewards are to be shared and the table does not say which inputs are the same
 */
export function testRewards(
  table: TestTable,
  { testerReward, repeatedTests, strictReference }: Pick<RewardsConfig, 'testerReward' | 'repeatedTests' | 'strictReference'>,
): (number | null)[] {
  const wrong = table.passed.filter((_, row) => table.correctPrograms[row] === false)
  const sharers = repeatedTests === 'shared' ? repeatsOf(table) : table.testIds.map(() => 1)
  const hasCorrectProgram = table.correctPrograms.includes(true)
  return table.testIds.map((testId, column) => {
    if (!hasCorrectProgram || table.origins[column] !== 'generated') return null
    const isUnreadable = !table.readableTests[column]! && table.responses[testId] !== undefined
    // Worse than a plausible wrong test, which loses its share only. The reference runs it as an empty test.
    if (isUnreadable && !strictReference) return -1
    const reward = rewardOf(table.correctTests[column]!, wrong.map(row => row[column]!), testerReward)
    return reward !== null && reward > 0 ? reward / sharers[column]! : reward
  })
}

function repeatsOf({ testRepeats }: TestTable): readonly number[] {
  if (testRepeats === undefined) throw new CureError('A table does not say which tests have the same input (testRepeats); make it again with cure tabulate, or set rewards.repeatedTests to full.')
  return testRepeats
}

function rewardOf(correct: boolean | null, cells: readonly Cell[], testerReward: RewardsConfig['testerReward']): number | null {
  if (correct === null) return null
  if (cells.length === 0) return correct ? 1 : -1
  const passing = testerReward === 'share' ? share(cells) : any(cells)
  if (passing === null) return null
  return correct ? 1 - passing : 0 - passing // 0 - 0 is 0 where -0 would be -0.
}

/** The share of 1s; null where any cell is not known. */
function share(cells: readonly Cell[]): number | null {
  return cells.includes(null) ? null : cells.filter(cell => cell === 1).length / cells.length
}

/** 1 if any cell is 1, 0 if all are 0, else null: not known. */
function any(cells: readonly Cell[]): Cell {
  if (cells.includes(1)) return 1
  return cells.includes(null) ? null : 0
}
