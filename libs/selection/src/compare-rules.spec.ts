import { describe, expect, test } from '@jest/globals'
import type { Statistic } from '@cure-ts/records'
import type { SelectionTable } from './candidates.ts'
import { compareRules } from './compare-rules.ts'
import { tableOf } from './table-of.spec.fixture.ts'
import { taskAccuracies } from './task-accuracies.ts'

/** A mean whose interval is the range of the values. */
const estimate = (values: readonly number[]): Statistic => values.length === 0 ? null : {
  value: values.reduce((sum, value) => sum + value, 0) / values.length,
  low: Math.min(...values),
  high: Math.max(...values),
  tasks: values.length,
}
const compare = (tables: readonly SelectionTable[]) => compareRules(tables.map(table => ({ taskId: table.taskId, accuracies: taskAccuracies(table) })), { estimate, seed: 1 })
/** Three programs agree on two wrong tests more than the right one passes; in the other kind the right ones agree. */
const misled = (taskId: string) => tableOf(['100|1', '010|0', '011|0', '011|0'], { taskId })
const agreed = (taskId: string) => tableOf(['1100|1', '1100|1', '1100|1', '0111|0'], { taskId })

test('by hand: accuracies, gains over one sample, and the best', () => {
  const { tasks, leftOut, rules, best } = compare([misled('a'), agreed('b')])
  const valueOf = Object.fromEntries(rules.map(({ rule, accuracy, gain, behindBest }) => [rule, [accuracy, gain, behindBest].map(statistic => statistic!.value)]))
  expect({ tasks, leftOut, best }).toEqual({ tasks: 2, leftOut: 0, best: 'random' })
  expect(valueOf).toMatchObject({
    'random': [0.5, 0, 0], // A quarter and three quarters.
    'best-of-n': [0, -0.5, -0.5],
    'codet': [0.5, 0, 0], // sqrt(3) x 2 is more than 3.
    'oracle': [1, 0.5, 0.5],
  })
})

test('a rule that draws counts with its expectation', () => {
  const { rules } = compare([tableOf(['1|1', '1|0', '0|1'])])
  expect(rules.find(({ rule }) => rule === 'codet')?.accuracy?.value).toBe(0.5)
})

test('all rules are compared on the same tasks: those that are decided', () => {
  const undecided = [tableOf(['10|?', '11|1']), tableOf(['|1', '|0']), tableOf([], { origins: ['generated'] }), tableOf(['10|', '11|'])]
  const { tasks, leftOut, rules } = compare([agreed('a'), ...undecided])
  expect({ tasks, leftOut }).toEqual({ tasks: 1, leftOut: 4 })
  expect(rules.map(({ accuracy }) => accuracy?.tasks)).toEqual(rules.map(() => 1))
})

test('MBR-exec takes part where all compared tables have outputs', () => {
  const names = (tables: readonly SelectionTable[]) => compare(tables).rules.map(({ rule }) => rule)
  const withOutputs = { ...agreed('b'), outputs: agreed('b').passed.map(row => row.map(cell => `${cell}`)) }
  expect(names([withOutputs])).toContain('mbr-exec')
  expect(names([withOutputs, agreed('a')])).not.toContain('mbr-exec')
})

test('no tasks are no figures', () => {
  const { tasks, best, crossValidated, rules } = compare([])
  expect({ tasks, best, crossValidated }).toEqual({ tasks: 0, best: null, crossValidated: null })
  expect(rules.every(({ accuracy, gain, behindBest }) => accuracy === null && gain === null && behindBest === null)).toBe(true)
})

describe('cross-validation', () => {
  const tasks = [...Array.from({ length: 8 }, (_, index) => agreed(`a${index}`)), misled('m0'), misled('m1')]

  test('measures the chosen rule on tasks that did not choose it', () => {
    const { best, crossValidated } = compare(tasks)
    expect(best).toBe('codet')
    expect(crossValidated).toMatchObject({ choices: { codet: 5 }, accuracy: { value: 0.8, tasks: 10 } })
  })

  test('is not misled by a rule that is best on one task only', () => {
    // On either task alone another rule is best, so that what one chooses fails the other.
    const { crossValidated, rules } = compare([tableOf(['1100|1', '1100|1', '0111|0'], { taskId: 'x' }), tableOf(['1100|0', '1100|0', '0111|1'], { taskId: 'y' })])
    const highest = Math.max(...rules.filter(({ rule }) => rule !== 'oracle').map(({ accuracy }) => accuracy!.value))
    expect(crossValidated!.accuracy!.value).toBeLessThan(highest)
  })

  test('does not depend on the order of the tasks', () => {
    expect(compare([...tasks].reverse()).crossValidated).toEqual(compare(tasks).crossValidated)
  })
})
