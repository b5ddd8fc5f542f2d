import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { lengthAware } from './length-aware.ts'
import { populationStd } from './z-score.ts'

const range = { minLength: 1000, maxLength: 8000 }
const close = (values: readonly number[]) => values.map(value => expect.closeTo(value, 9))

/** Rewards and lengths of one group, one pair a response. */
const response = fc.tuple(fc.integer({ min: -8, max: 8 }).map(share => share / 8), fc.integer({ min: 0, max: 10_000 }))
const groups = fc.array(response, { minLength: 2, maxLength: 24 })
  .filter(group => new Set(group.map(([reward]) => reward)).size > 1)

function advantagesOf(group: readonly (readonly [number, number])[], dropShort: boolean) {
  return lengthAware(group.map(([reward]) => reward), group.map(([, length]) => length), range, dropShort)
}

test('a rewarded response shorter than the median is positive, a longer one is negative', () => {
  // T = 3000; values 1000, -1000, and -1000 for the others; the positive one becomes 3000; deviation 1000 sqrt(3).
  expect(lengthAware([1, 1, 0, 0], [2000, 4000, 10, 9000], range, false))
    .toEqual(close([3, -1, -1, -1].map(value => value / Math.sqrt(3))))
})

test('a response with the mean reward stays at 0', () => {
  expect(lengthAware([1, 1, 0.5, 0, 0], [2000, 4000, 3000, 1, 1], range, false)![2]).toBe(0)
})

test('the target is kept within the range', () => {
  // T = 8000, not 8500: values 1000 and -2000, and -2000; the positive one becomes 4000.
  expect(lengthAware([1, 1, 0], [7000, 10_000, 1], range, false)).toEqual(close([4, -2, -2].map(value => value / Math.sqrt(8))))
})

test('rewards of 1 throughout are told apart by length', () => {
  expect(lengthAware([1, 1], [2000, 4000], range, false)).toEqual(close([1, -1]))
})

test('where lengths do not tell the rewarded apart their sign stands for them', () => {
  expect(lengthAware([1, 0, 0, 0], [9000, 1, 2, 3], range, true)).toEqual(close([3, -1, -1, -1].map(value => value / Math.sqrt(3))))
  expect(lengthAware([1, 1, 0, 0], [700, 700, 2, 3], range, true)).toEqual(close([1, 1, -1, -1]))
})

describe('rewarded responses all shorter than the least target', () => {
  test('keep balanced signs', () => {
    expect(lengthAware([1, 1, 0, 0], [500, 700, 2, 3], range, false)).toEqual(close([1, 1, -1, -1]))
  })

  test('give no sample where the reference gives none', () => {
    expect(lengthAware([1, 1, 0, 0], [500, 700, 2, 3], range, true)).toBeNull()
  })

  test('give no sample where there are no others', () => {
    expect(lengthAware([1, 1], [500, 700], range, false)).toBeNull()
  })
})

test('rewarded responses all longer than the greatest target give no sample', () => {
  expect(lengthAware([1, 1, 0], [8500, 9500, 1], range, false)).toBeNull()
})

test('rewarded responses of which none is longer than their median give no sample', () => {
  expect(lengthAware([1, 1, 1, 0], [2000, 3000, 3000, 1], range, false)).toBeNull()
})

describe('for every group', () => {
  test('advantages balance and have deviation 1', () => {
    fc.assert(fc.property(groups, fc.boolean(), (group, dropShort) => {
      const advantages = advantagesOf(group, dropShort)
      if (advantages === null) return
      expect(advantages.reduce((sum, advantage) => sum + advantage, 0)).toBeCloseTo(0, 9)
      expect(populationStd(advantages)).toBeCloseTo(1, 9)
    }))
  })

  test('of two rewarded responses the shorter is not worth less', () => {
    fc.assert(fc.property(groups, group => {
      const advantages = advantagesOf(group, false)
      if (advantages === null) return
      const best = Math.max(...group.map(([reward]) => reward))
      const responses = group.map(([reward, length], index) => ({ reward, length, advantage: advantages[index]! }))
      const rewarded = responses.filter(({ reward }) => reward === best)
      const sorted = rewarded.sort((a, b) => a.length - b.length).map(({ advantage }) => advantage)
      expect(sorted).toEqual([...sorted].sort((a, b) => b - a))
    }))
  })
})
