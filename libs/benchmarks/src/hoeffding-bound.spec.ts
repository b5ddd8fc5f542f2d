import { expect, test } from '@jest/globals'
import { hoeffdingBound } from './hoeffding-bound.ts'

test('1 - exp(-mu^2 m / 2)', () => {
  expect(hoeffdingBound(0.5, 16)).toBeCloseTo(1 - Math.exp(-2), 12)
  expect(hoeffdingBound(1, 2)).toBeCloseTo(1 - Math.exp(-1), 12)
})

test('nothing is guaranteed without tests, or where mu is not above 0', () => {
  expect(hoeffdingBound(0.5, 0)).toBe(0)
  expect(hoeffdingBound(0, 16)).toBe(0)
  expect(hoeffdingBound(-0.5, 16)).toBe(0)
})

test('holds for the precision of simulated tests', () => {
  // P(correct passes) = 0.7, P(wrong passes) = 0.3, independent: mu = 0.4. All outcomes of 4 tests.
  const binomial = [1, 4, 6, 4, 1]
  const chance = (p: number) => binomial.map((ways, passed) => ways * p ** passed * (1 - p) ** (4 - passed))
  const [correct, wrong] = [chance(0.7), chance(0.3)]
  const precision = correct.reduce((sum, p, mine) => sum + wrong.slice(0, mine).reduce((inner, q) => inner + p * q, 0), 0)
  expect(precision).toBeGreaterThan(hoeffdingBound(0.4, 4))
})
