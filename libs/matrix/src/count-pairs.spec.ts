import { expect, test } from '@jest/globals'
import { countPairs } from './count-pairs.ts'

test('counts pairs in which the correct program passes more tests; a tie is not ordered', () => {
  const passed = [[1, 1], [1, 0], [0, 1], [0, 0]] as const
  expect(countPairs({ passed, correctPrograms: [true, true, false, false] }, [0, 1])).toEqual({ pairs: 4, pairsOrdered: 3 })
})

test('looks at the given columns only', () => {
  expect(countPairs({ passed: [[0, 1], [1, 0]], correctPrograms: [true, false] }, [1])).toEqual({ pairs: 1, pairsOrdered: 1 })
})

test('compares a pair on the tests that are known for both', () => {
  const passed = [[null, 1, 1], [1, 1, 0]] as const
  expect(countPairs({ passed, correctPrograms: [true, false] }, [0, 1, 2])).toEqual({ pairs: 1, pairsOrdered: 1 })
})

test('a pair with no test known for both is none, nor is one with an undecided program', () => {
  expect(countPairs({ passed: [[null, 1], [1, null]], correctPrograms: [true, false] }, [0, 1])).toEqual({ pairs: 0, pairsOrdered: 0 })
  expect(countPairs({ passed: [[1], [0]], correctPrograms: [true, null] }, [0])).toEqual({ pairs: 0, pairsOrdered: 0 })
})
