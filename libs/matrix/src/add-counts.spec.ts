import { expect, test } from '@jest/globals'
import { addCounts, zeroCounts } from './add-counts.ts'
import { executedOf } from './executed-of.spec.fixture.ts'
import { tabulateTask } from './tabulate-task.ts'

const counts = tabulateTask(executedOf(['+-|+', '-?|-'])).counts

test('every count adds up', () => {
  const doubled = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, 2 * count]))
  expect(addCounts(counts, counts)).toEqual(doubled)
})

test('zero adds nothing', () => {
  expect(addCounts(zeroCounts, counts)).toEqual(counts)
  expect(Object.keys(zeroCounts).sort()).toEqual(Object.keys(counts).sort())
})
