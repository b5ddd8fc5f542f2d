import { describe, expect, test } from '@jest/globals'
import { drawTasks } from './draw-tasks.ts'

const tasks = ['a', 'b', 'c', 'd', 'e']

describe('drawTasks', () => {
  test('deals every task once an epoch, also where an epoch ends inside a step', () => {
    const firstEpoch = [1, 2, 3, 4, 5].flatMap(step => drawTasks(tasks, { tasksPerStep: 3, seed: 7, step })).slice(0, 15)
    expect(firstEpoch.slice(0, 5).toSorted()).toEqual(tasks)
    expect(firstEpoch.slice(5, 10).toSorted()).toEqual(tasks)
    expect(firstEpoch.slice(10, 15).toSorted()).toEqual(tasks)
  })

  test('depends on the seed and the step alone', () => {
    expect(drawTasks(tasks, { tasksPerStep: 3, seed: 7, step: 4 })).toEqual(drawTasks(tasks, { tasksPerStep: 3, seed: 7, step: 4 }))
    const orders = new Set(Array.from({ length: 20 }, (_, seed) => drawTasks(tasks, { tasksPerStep: 5, seed, step: 1 }).join('')))
    expect(orders.size).toBeGreaterThan(10)
  })

  test('draws more tasks than there are by going round', () => {
    expect(drawTasks(['a', 'b'], { tasksPerStep: 5, seed: 1, step: 1 }).toSorted().join('')).toMatch(/^a{2,3}b{2,3}$/)
  })
})
