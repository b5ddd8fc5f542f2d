import type { Statistic } from '@cure-ts/records'
import { randomIndex } from './random-index.ts'

export interface BootstrapOptions {
  /** A whole number; the same seed gives the same interval. */
  readonly seed: number
  /** Default 1,000. */
  readonly resamples?: number
}

/**
 * The mean over tasks with its 95% percentile bootstrap interval: tasks are drawn with replacement, and the interval holds
 * the middle 95% of the resampled means (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13).
 *
 * @param values one a task
 * @returns null for no values
 */
export function bootstrapMean(values: readonly number[], { seed, resamples = 1000 }: BootstrapOptions): Statistic {
  const tasks = values.length
  if (tasks === 0) return null
  const draw = randomIndex(seed)
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0
    for (let drawn = 0; drawn < tasks; drawn += 1) sum += values[draw(tasks)]!
    return sum / tasks
  }).sort()
  const tail = Math.floor(0.025 * resamples)
  const value = values.reduce((sum, each) => sum + each, 0) / tasks
  return { value, low: means[tail]!, high: means[resamples - 1 - tail]!, tasks }
}
