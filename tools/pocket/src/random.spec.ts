import { describe, expect, test } from '@jest/globals'
import { hash, Random } from './random.ts'

describe('Random', () => {
  test('gives the same draws for the same seed and others for another', () => {
    const draws = (seed: string) => {
      const random = new Random(seed)
      return Array.from({ length: 20 }, () => random.integer(0, 1000))
    }
    expect(draws('a')).toEqual(draws('a'))
    expect(draws('a')).not.toEqual(draws('b'))
  })

  test('draws integers over the whole range, both ends included', () => {
    const random = new Random('range')
    const drawn = new Set(Array.from({ length: 500 }, () => random.integer(-2, 2)))
    expect([...drawn].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
  })

  test('draws by weight, and never what weighs nothing', () => {
    const random = new Random('weights')
    const counts = [0, 0, 0]
    for (let i = 0; i < 4000; i++) counts[random.weighted([3, 0, 1])]!++
    expect(counts[1]).toBe(0)
    expect(counts[0]! / 4000).toBeCloseTo(0.75, 1)
  })
})

test('hash is a fixed function of the text', () => {
  expect(hash('')).toBe(hash(''))
  expect(new Set(Array.from({ length: 1000 }, (_, i) => hash(`text ${i}`) % 100)).size).toBe(100)
})
