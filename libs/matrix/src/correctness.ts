import type { Table } from '@cure-ts/records'

type Row = readonly (0 | 1 | null)[]

/**
 * I_j of arXiv 2506.03136: a program is wrong if it fails any ground-truth test, correct if it is known to pass all,
 * else null. With no ground-truth test all are null.
 *
 * @param passed `passed[program][test]`
 * @param origins one a test
 */
export function correctPrograms(passed: readonly Row[], origins: Table['origins']): (boolean | null)[] {
  return passed.map(row => all(row.filter((_, column) => origins[column] === 'ground-truth')))
}

/**
 * A test is incorrect if a correct program fails it, correct if all correct programs are known to pass it, else null;
 * null for all when no program is known to be correct.
 *
 * @param passed `passed[program][test]`
 * @param correct one a program
 * @param tests number of columns
 */
export function correctTests(passed: readonly Row[], correct: readonly (boolean | null)[], tests: number): (boolean | null)[] {
  const judges = passed.filter((_, row) => correct[row] === true)
  return Array.from({ length: tests }, (_, column) => all(judges.map(row => row[column]!)))
}

/** False if any is 0, true if all are 1; null if that is not known, and for no cells. */
function all(cells: Row): boolean | null {
  if (cells.includes(0)) return false
  return cells.length === 0 || cells.includes(null) ? null : true
}
