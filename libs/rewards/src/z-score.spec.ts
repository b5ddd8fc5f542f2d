import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { areEqual, populationStd, signs, zScores } from './z-score.ts'

/** Rewards of one group, shares of 24, not all equal. */
const unequal = fc.array(fc.integer({ min: -24, max: 24 }), { minLength: 2, maxLength: 32 })
  .filter(shares => new Set(shares).size > 1)
  .map(shares => shares.map(share => share / 24))

test('the distance from the mean in population standard deviations', () => {
  const distances = [0.75, -0.25, -0.25, -0.25]
  expect(zScores([1, 0, 0, 0])).toEqual(distances.map(distance => expect.closeTo(distance / Math.sqrt(0.1875), 12)))
})

test.each([1 / 3, 1 / 5, 1 / 6, 1 / 7, 2 / 3, 5 / 6])('sixteen rewards of %d are equal, whatever their computed deviation', reward => {
  expect(areEqual(Array.from({ length: 16 }, () => reward))).toBe(true)
})

test('equal is less than 1e-9 apart', () => {
  expect(areEqual([])).toBe(true)
  expect(areEqual([1, 1 + 9e-10])).toBe(true)
  expect(areEqual([0, 1e-9])).toBe(false)
})

test('the sign of a reward that is the mean but for rounding is 0', () => {
  const rewards = [1, 2 / 3, 1 / 3, 0, 0.5]
  expect(signs(rewards)).toEqual([1, 1, -1, -1, 0])
  expect(signs([0.1, 0.2, 0.3])).toEqual([-1, 0, 1]) // The computed mean is 0.20000000000000004.
})

describe('for every group', () => {
  test('scores add up to 0 and have deviation 1', () => {
    fc.assert(fc.property(unequal, rewards => {
      const scores = zScores(rewards)
      expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 9)
      expect(populationStd(scores)).toBeCloseTo(1, 9)
    }))
  })

  test('scores do not change when rewards are shifted and stretched', () => {
    const stretches = fc.double({ min: 0.1, max: 10, noNaN: true })
    const shifts = fc.double({ min: -10, max: 10, noNaN: true })
    fc.assert(fc.property(unequal, stretches, shifts, (rewards, stretch, shift) => {
      const moved = zScores(rewards.map(reward => stretch * reward + shift))
      expect(moved).toEqual(zScores(rewards).map(score => expect.closeTo(score, 6)))
    }))
  })
})
