import type { Table } from '@cure-ts/records'

/** The columns of the generated tests, the first `limit` of them. */
export function generatedColumns(origins: Table['origins'], limit = Infinity): number[] {
  return [...origins.keys()].filter(column => origins[column] === 'generated').slice(0, limit)
}

/**
 * Best-of-N (arXiv 2506.03136, section 3): of the first `programs` programs the one that passes most of the first `tests`
 * generated tests; the first wins a tie. A cell that is not known adds nothing to a score.
 *
 * @returns its row, or null where there is no program or no generated test to choose by
 */
export function selectProgram(
  { passed, origins }: Pick<Table, 'passed' | 'origins'>,
  programs = Infinity,
  tests = Infinity,
): number | null {
  const columns = generatedColumns(origins, tests)
  if (columns.length === 0 || passed.length === 0) return null
  const scores = passed.slice(0, programs).map(row => columns.filter(column => row[column] === 1).length)
  return scores.indexOf(Math.max(...scores))
}
