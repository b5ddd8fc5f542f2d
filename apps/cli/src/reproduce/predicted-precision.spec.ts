import { expect, test } from '@jest/globals'
import { hoeffdingBound } from '@cure-ts/benchmarks'
import { predictedPrecision } from './predicted-precision.ts'

test('by hand', () => {
  expect(predictedPrecision(0.5, 0.25, 1)).toBe(0.5)
  // Two tests: ahead twice, or ahead once and a tie.
  expect(predictedPrecision(0.5, 0.25, 2)).toBeCloseTo(0.25 + 2 * 0.5 * 0.25, 12)
  expect(predictedPrecision(1, 0, 16)).toBe(1)
  expect(predictedPrecision(0, 1, 16)).toBe(0)
})

test('goes to 1 where mu is above 0, to 0 where it is below, and is never under Hoeffding\'s bound', () => {
  expect(predictedPrecision(0.4, 0.2, 400)).toBeGreaterThan(0.999)
  expect(predictedPrecision(0.2, 0.4, 400)).toBeLessThan(0.001)
  for (const tests of [1, 4, 16, 64]) expect(predictedPrecision(0.5, 0.1, tests)).toBeGreaterThanOrEqual(hoeffdingBound(0.4, tests))
})
