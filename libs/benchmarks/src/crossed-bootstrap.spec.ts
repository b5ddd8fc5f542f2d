import { describe, expect, test } from '@jest/globals'
import { bootstrapMean } from './bootstrap-mean.ts'
import { crossedBootstrap } from './crossed-bootstrap.ts'

const mean = (value: number) => value

describe('crossedBootstrap', () => {
  test('of values that are all alike has no width', () => {
    expect(crossedBootstrap([[[0.5, 0.5], [0.5, 0.5]]], mean, { seed: 1 })).toEqual({ value: 0.5, low: 0.5, high: 0.5, seeds: 2, tasks: 2 })
  })

  test('of one seed is the bootstrap over tasks', () => {
    const values = Array.from({ length: 100 }, (_, task) => task % 4 / 3)
    const pooled = crossedBootstrap([[values]], mean, { seed: 1 })!
    const overTasks = bootstrapMean(values, { seed: 2 })!
    expect(pooled.value).toBeCloseTo(overTasks.value, 12)
    expect(Math.abs(pooled.low - overTasks.low)).toBeLessThan(0.02)
    expect(Math.abs(pooled.high - overTasks.high)).toBeLessThan(0.02)
  })

  test('knows that seeds differ, which an interval over tasks alone would not see', () => {
    const seeds = [0.25, 0.5, 0.75].map(value => Array.from({ length: 50 }, () => value))
    expect(crossedBootstrap([seeds], mean, { seed: 1 })).toMatchObject({ value: 0.5, low: 0.25, high: 0.75 })
  })

  test('knows that tasks differ, which an interval over seeds alone would not see', () => {
    const tasks = [0, 1, 0, 1, 0, 1, 0, 1]
    const { low, high } = crossedBootstrap([[tasks, tasks, tasks]], mean, { seed: 1 })!
    expect(low).toBeLessThan(0.3)
    expect(high).toBeGreaterThan(0.7)
  })

  test('keeps the pairs of two columns together: the ratio of proportional ones is certain', () => {
    const values = [[1, 2, 3, 9], [2, 5, 1, 4]]
    const halves = values.map(row => row.map(value => value / 2))
    const { value, low, high } = crossedBootstrap([halves, values], (a, b) => a / b, { seed: 1 })!
    for (const each of [value, low, high]) expect(each).toBeCloseTo(0.5, 12)
  })

  test('leaves out what is not decided, and is null where nothing is', () => {
    expect(crossedBootstrap([[[1, null], [null, null]]], mean, { seed: 1 })).toMatchObject({ value: 1, tasks: 1 })
    expect(crossedBootstrap([[[null], [null]]], mean, { seed: 1 })).toBeNull()
    expect(crossedBootstrap([[]], mean, { seed: 1 })).toBeNull()
  })

  test('is the same for the same seed', () => {
    const values = [[0, 1, 1, 0, 1], [1, 1, 0, 0, 1]]
    expect(crossedBootstrap([values], mean, { seed: 3 })).toEqual(crossedBootstrap([values], mean, { seed: 3 }))
  })
})
