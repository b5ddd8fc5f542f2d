/** Rewards that differ by less are equal: sixteen times 1/3 has a computed deviation of 5.6e-17, not 0. */
const tolerance = 1e-9

/** Whether all values are the same but for rounding; true for none. */
export function areEqual(values: readonly number[]): boolean {
  return values.length === 0 || Math.max(...values) - Math.min(...values) < tolerance
}

/** The square root of the mean squared distance from the mean. */
export function populationStd(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map(value => (value - mean) ** 2)))
}

/**
 * (reward - mean) / population standard deviation within one group (arXiv 2506.03136, section 3).
 *
 * @param rewards of one group; not all equal
 */
export function zScores(rewards: readonly number[]): number[] {
  const mean = meanOf(rewards)
  const std = populationStd(rewards)
  return rewards.map(reward => (reward - mean) / std)
}

/** The side of the mean that each reward is on: 1, -1, or 0 where it is the mean but for rounding. */
export function signs(rewards: readonly number[]): (1 | 0 | -1)[] {
  const mean = meanOf(rewards)
  return rewards.map(reward => {
    if (Math.abs(reward - mean) < tolerance) return 0
    return reward > mean ? 1 : -1
  })
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
