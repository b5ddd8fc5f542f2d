import type { Counts, Table } from '@cure-ts/records'

/**
 * The pairs of a correct and a wrong program, and those in which the correct one passes more generated tests: reward
 * precision, P(S_correct > S_wrong) (arXiv 2506.03136, section 3). A pair is compared on the tests that are known for both.
 *
 * @param columns of the generated tests; without any there is nothing to compare
 */
export function countPairs(
  { passed, correctPrograms }: Pick<Table, 'passed' | 'correctPrograms'>,
  columns: readonly number[],
): Pick<Counts, 'pairs' | 'pairsOrdered'> {
  const rowsThatAre = (correct: boolean) => passed.filter((_, row) => correctPrograms[row] === correct)
  const wrong = rowsThatAre(false)
  const leads = rowsThatAre(true).flatMap(better => wrong.map(worse => leadOf(better, worse, columns))).filter(lead => lead !== null)
  return { pairs: leads.length, pairsOrdered: leads.filter(lead => lead > 0).length }
}

/** How many more tests `better` passes; null where no test is known for both. */
function leadOf(better: Table['passed'][number], worse: Table['passed'][number], columns: readonly number[]): number | null {
  let lead: number | null = null
  for (const column of columns) {
    const [mine, other] = [better[column]!, worse[column]!]
    if (mine !== null && other !== null) lead = (lead ?? 0) + mine - other
  }
  return lead
}
