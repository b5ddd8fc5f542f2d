import { expect, test } from '@jest/globals'
import { selectProgram } from './select-program.ts'

const origins = ['generated', 'generated', 'generated', 'ground-truth'] as const

test('chooses the program that passes most generated tests', () => {
  expect(selectProgram({ passed: [[1, 0, 0, 1], [1, 1, 0, 0]], origins })).toBe(1)
})

test('the first wins a tie', () => {
  expect(selectProgram({ passed: [[0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 1]], origins })).toBe(1)
})

test('a cell that is not known adds nothing', () => {
  expect(selectProgram({ passed: [[null, 1, null, 1], [1, 1, 0, 1]], origins })).toBe(1)
})

test('uses the first programs and tests only', () => {
  const passed = [[1, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 0]] as const
  expect(selectProgram({ passed, origins }, 2)).toBe(1)
  expect(selectProgram({ passed, origins }, 2, 1)).toBe(0)
  expect(selectProgram({ passed, origins }, 99, 99)).toBe(2)
})

test('there is no choice without programs or generated tests', () => {
  expect(selectProgram({ passed: [], origins })).toBeNull()
  expect(selectProgram({ passed: [[1]], origins: ['ground-truth'] })).toBeNull()
})
