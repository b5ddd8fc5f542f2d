import type { Table } from '@cure-ts/records'

/**
 * Whether the program that was sampled most often, letter by letter, among a task's first `programs` is correct; the first wins a tie.
 * What more samples are worth without any test (self-consistency, arXiv 2203.11171, over programs).
 *
 * @param alike of each program the index of the first one with the same code
 * @returns 1 or 0; null where the task has fewer programs, or it is not known whether the chosen one is correct
 */
export function majorityOf(correctPrograms: Table['correctPrograms'], alike: readonly number[], programs: number): number | null {
  if (alike.length < programs) return null
  const votes = new Map<number, number>()
  for (const first of alike.slice(0, programs)) votes.set(first, (votes.get(first) ?? 0) + 1)
  const [chosen] = [...votes].reduce((best, each) => each[1] > best[1] ? each : best)
  const correct = correctPrograms[chosen]!
  return correct === null ? null : Number(correct)
}
