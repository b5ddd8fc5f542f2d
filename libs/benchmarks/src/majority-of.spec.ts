import { expect, test } from '@jest/globals'
import { majorityOf } from './majority-of.ts'

test('the program that occurs most often decides, the first of equals', () => {
  expect(majorityOf([false, true, true, false], [0, 1, 1, 0], 4)).toBe(0)
  expect(majorityOf([false, true, true, false], [0, 1, 1, 3], 4)).toBe(1)
})

test('only the first programs vote', () => {
  expect(majorityOf([false, true, true], [0, 1, 1], 2)).toBe(0)
})

test('what is not known or not there is not decided', () => {
  expect(majorityOf([null, true], [0, 1], 2)).toBeNull()
  expect(majorityOf([true], [0], 2)).toBeNull()
})
