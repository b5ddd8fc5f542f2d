import type { Table } from '@cure-ts/records'

/**
 * The mean over tasks of the unbiased estimate of P(at least one of k programs is correct), 1 - C(n - c, k) / C(n, k) with c of
 * n decided programs correct (arXiv 2107.03374, equation 1).
 *
 * @param k at least 1
 * @returns null where no task has k decided programs
 */
export function passAtK(tables: readonly Pick<Table, 'counts'>[], k: number): number | null {
  const estimates = tables
    .filter(({ counts }) => counts.programsDecided >= k)
    .map(({ counts }) => estimate(counts.programsDecided, counts.programsCorrect, k))
  return estimates.length === 0 ? null : estimates.reduce((sum, value) => sum + value, 0) / estimates.length
}

/** The quotient of binomials as a product, which cannot overflow. */
function estimate(n: number, correct: number, k: number): number {
  let noneCorrect = 1
  for (let drawn = 0; drawn < k; drawn += 1) noneCorrect *= Math.max(0, n - correct - drawn) / (n - drawn)
  return 1 - noneCorrect
}
