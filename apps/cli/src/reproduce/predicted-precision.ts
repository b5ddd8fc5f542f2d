/**
 * Reward precision, P(S_correct > S_wrong), after `tests` independent tests (arXiv 2506.03136, section 3): each puts a correct program one
 * ahead of a wrong one with probability `ahead` = p_u (1 - p_01), one behind with `behind` = (1 - p_u) p_00, so that mu = ahead - behind. Exact:
 * the distribution of the lead, test by test.
 *
 * @returns from 0 to 1; ties count against it
 */
export function predictedPrecision(ahead: number, behind: number, tests: number): number {
  let leads = [1] // leads[i]: P(the lead is i - tests so far)
  for (let test = 0; test < tests; test += 1) {
    const next = Array<number>(leads.length + 2).fill(0)
    for (const [index, probability] of leads.entries()) {
      next[index]! += probability * behind
      next[index + 1]! += probability * (1 - ahead - behind)
      next[index + 2]! += probability * ahead
    }
    leads = next
  }
  return leads.slice(tests + 1).reduce((sum, probability) => sum + probability, 0)
}
