import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { bootstrapMean } from './bootstrap-mean.ts'

const coin = Array.from({ length: 400 }, (_, index) => index % 2)

test('no values decide nothing', () => {
  expect(bootstrapMean([], { seed: 1 })).toBeNull()
})

test('one value has no spread', () => {
  expect(bootstrapMean([0.25], { seed: 1 })).toEqual({ value: 0.25, low: 0.25, high: 0.25, tasks: 1 })
})

test('the interval is near that of the normal distribution', () => {
  const { value, low, high, tasks } = bootstrapMean(coin, { seed: 1, resamples: 4000 })!
  const reach = 1.96 * Math.sqrt(0.25 / 400)
  expect({ value, tasks }).toEqual({ value: 0.5, tasks: 400 })
  expect(low).toBeCloseTo(0.5 - reach, 2)
  expect(high).toBeCloseTo(0.5 + reach, 2)
})

test('the seed decides the interval', () => {
  expect(bootstrapMean(coin, { seed: 7 })).toEqual(bootstrapMean(coin, { seed: 7 }))
  expect(bootstrapMean(coin, { seed: 7 })).not.toEqual(bootstrapMean(coin, { seed: 8 }))
})

describe('for all values', () => {
  test('the interval lies within their range', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(fc.property(values, fc.integer(), (figures, seed) => {
      const { low, high } = bootstrapMean(figures, { seed, resamples: 100 })!
      expect(low).toBeLessThanOrEqual(high)
      expect(low).toBeGreaterThanOrEqual(Math.min(...figures) - 1e-12)
      expect(high).toBeLessThanOrEqual(Math.max(...figures) + 1e-12)
    }))
  })
})
