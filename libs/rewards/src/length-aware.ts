import { areEqual, populationStd, signs } from './z-score.ts'

/** Tokens. */
export interface LengthRange {
  readonly minLength: number
  readonly maxLength: number
}

/**
 * Advantages of one group under which rewarded responses are worth more the shorter they are (arXiv 2506.03136, section 3,
 * for long chains of thought). With T the median length of the responses on the positive side, kept within `range`: those are
 * worth T - length, the negative ones the least of these values and 0; the positive values are then scaled to balance the
 * negative, and all are divided by the population standard deviation. A rewarded response longer than T so has a negative advantage.
 *
 * Where T - length does not tell the positive side's responses apart, its sign stands for it.
 *
 * @param rewards one a response; not all equal, or all 1
 * @param lengths of the responses in tokens
 * @param dropShort do as the reference does where all rewarded responses are shorter than `minLength`: no sample
 * @returns null where one side has no value: the group gives no sample
 */
export function lengthAware(
  rewards: readonly number[],
  lengths: readonly number[],
  range: LengthRange,
  dropShort: boolean,
): number[] | null {
  const sides = areEqual(rewards) ? rewards.map(() => 1) : signs(rewards)
  const rewarded = lengths.filter((_, index) => sides[index] === 1)
  const target = Math.min(range.maxLength, Math.max(range.minLength, median(rewarded)))
  const shortest = areEqual(rewarded)
  const tooShort = !dropShort && rewarded.every(length => length < range.minLength)
  if (shortest || tooShort) return balance(sides)
  const lowest = Math.min(0, target - Math.max(...rewarded))
  return balance(sides.map((side, index) => {
    if (side === 0) return 0
    return side === 1 ? target - lengths[index]! : lowest
  }))
}

/** Scales the positive values so that all add up to 0, and all so that their deviation is 1. */
function balance(values: readonly number[]): number[] | null {
  const positive = values.reduce((sum, value) => sum + Math.max(value, 0), 0)
  const negative = values.reduce((sum, value) => sum + Math.max(-value, 0), 0)
  if (positive === 0 || negative === 0) return null
  const balanced = values.map(value => value > 0 ? value * negative / positive : value)
  const std = populationStd(balanced)
  return balanced.map(value => value / std)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2
}
