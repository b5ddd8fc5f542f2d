import { describe, expect, test } from '@jest/globals'
import { summarize } from '@cure-ts/benchmarks'
import type { Evaluation } from '@cure-ts/records'
import { bestEvaluation, fallWarnings } from './best-evaluation.ts'

const summary = summarize([], { seed: 1 })
const statistic = (value: number) => ({ value, low: value - 0.0625, high: value + 0.0625, tasks: 64 })

/** Accuracies of code, unit tests and best of n. */
function validation(step: number, code: number, unitTests: number | null, bestOfN: number): Evaluation {
  const statistics = { ...summary.statistics, codeAccuracy: statistic(code), unitTestAccuracy: unitTests === null ? null : statistic(unitTests), bestOfN: statistic(bestOfN) }
  return { step, split: 'validation', policyVersion: 2 * step, ...summary, statistics, seconds: 1 }
}

describe('bestEvaluation', () => {
  test('chooses by the mean of the three accuracies, the earlier of equals, and by validation alone', () => {
    const [low, high, equal] = [validation(1, 0.5, 0.5, 0.5), validation(2, 0.25, 0.75, 0.75), validation(3, 0.75, 0.25, 0.75)]
    expect(bestEvaluation([low, high, equal, { ...validation(4, 1, 1, 1), split: 'held-out' }])).toBe(high)
    expect(bestEvaluation([])).toBeUndefined()
    expect(bestEvaluation([validation(1, 0.5, null, 0.5), low])).toBe(low) // Tests of which nothing is known count as 0.
  })
})

describe('fallWarnings', () => {
  const best = validation(20, 0.875, 0.75, 0.875)

  test('says nothing while the intervals touch', () => {
    expect(fallWarnings(validation(40, 0.75, 0.625, 0.9375), best)).toEqual([])
    expect(fallWarnings(validation(40, 0.875, null, 0.875), best)).toEqual([])
  })

  test('names what fell, and the checkpoint to go back to', () => {
    expect(fallWarnings(validation(40, 0.5, 0.625, 0.75), best)).toEqual([
      'After step 40 validation is clearly below its best, which was after step 20 (code 50.0% (43.8-56.3) instead of 87.5% (81.3-93.8)): '
      + 'go back to checkpoints/best of this run with --model, with a lower --learning-rate.',
    ])
  })
})
