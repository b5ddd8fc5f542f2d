import { expect, test } from '@jest/globals'
import { countsOf } from './counts-of.spec.fixture.ts'
import { passAtK } from './pass-at-k.ts'

const task = (programsDecided: number, programsCorrect: number) => countsOf({ programsDecided, programsCorrect })

test('at 1 it is the share of correct programs', () => {
  expect(passAtK([task(4, 1), task(2, 2)], 1)).toBeCloseTo((0.25 + 1) / 2, 12)
})

test('1 - C(n - c, k) / C(n, k)', () => {
  expect(passAtK([task(5, 2)], 2)).toBeCloseTo(1 - 3 / 10, 12)
  expect(passAtK([task(5, 2)], 4)).toBe(1)
  expect(passAtK([task(5, 0)], 5)).toBe(0)
})

test('tasks with fewer decided programs do not count', () => {
  expect(passAtK([task(1, 1), task(2, 0)], 2)).toBe(0)
  expect(passAtK([task(1, 1)], 2)).toBeNull()
})
