import { expect, test } from '@jest/globals'
import { countWrongCells } from './count-wrong-cells.ts'

test('counts the cells of wrong programs by whether the test is correct', () => {
  const table = {
    passed: [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1], [1, 1, 1, 1]],
    correctPrograms: [true, false, false, null],
    correctTests: [true, true, false, null],
  } as const
  expect(countWrongCells(table, [0, 1, 2, 3]))
    .toEqual({ wrongOnCorrect: 4, wrongOnCorrectPassed: 2, wrongOnWrong: 2, wrongOnWrongPassed: 2 })
})

test('leaves out cells that are not known and columns that are not asked for', () => {
  const table = { passed: [[1, 1], [null, 1]], correctPrograms: [true, false], correctTests: [true, true] } as const
  expect(countWrongCells(table, [0])).toMatchObject({ wrongOnCorrect: 0, wrongOnCorrectPassed: 0 })
})
