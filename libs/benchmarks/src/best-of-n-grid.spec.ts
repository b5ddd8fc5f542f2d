import { expect, test } from '@jest/globals'
import { bestOfNGrid } from './best-of-n-grid.ts'

const table = {
  passed: [[1, 0, 0], [0, 1, 1], [1, 1, 0]],
  origins: ['generated', 'generated', 'ground-truth'],
  correctPrograms: [false, true, false],
} as const

const valueAt = (tables: Parameters<typeof bestOfNGrid>[0], programs: number, tests: number) =>
  bestOfNGrid(tables, [programs], [tests])[0]!.accuracy

test('uses the first programs and tests', () => {
  expect(valueAt([table], 2, 1)?.value).toBe(0)
  expect(valueAt([{ ...table, correctPrograms: [true, false, false] }], 2, 2)?.value).toBe(1)
  expect(valueAt([table], 3, 2)?.value).toBe(0)
})

test('is the mean over tasks', () => {
  expect(valueAt([table, { ...table, correctPrograms: [true, false, false] }], 2, 1)).toMatchObject({ value: 0.5, tasks: 2 })
})

test('a task with fewer programs or tests, or whose choice is undecided, does not count', () => {
  expect(valueAt([table], 4, 1)).toBeNull()
  expect(valueAt([table], 2, 3)).toBeNull()
  expect(valueAt([{ ...table, correctPrograms: [null, true, true] }], 2, 1)).toBeNull()
})

test("has the paper's sizes", () => {
  const sizes = bestOfNGrid([]).map(({ programs, tests }) => [programs, tests])
  expect(sizes).toHaveLength(20)
  expect(sizes[0]).toEqual([2, 1])
  expect(sizes.at(-1)).toEqual([16, 16])
})
