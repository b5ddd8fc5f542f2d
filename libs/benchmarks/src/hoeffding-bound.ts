/**
 * The least reward precision, P(S_correct > S_wrong), that mu guarantees: S_correct - S_wrong is a sum of independent
 * differences, one a test, each from -1 to 1 and with mean mu, so that by Hoeffding's inequality it is not above 0 with a
 * probability of at most exp(-mu^2 m / 2). (arXiv 2506.03136, section 3, states a looser constant, 8.)
 *
 * @param mu from -1 to 1; at 0 and below nothing is guaranteed
 * @param tests m, the number of generated tests
 * @returns from 0 to 1
 */
export function hoeffdingBound(mu: number, tests: number): number {
  return mu > 0 ? 1 - Math.exp(-(mu ** 2) * tests / 2) : 0
}
