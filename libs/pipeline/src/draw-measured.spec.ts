import { describe, expect, test } from '@jest/globals'
import { drawMeasured } from './draw-measured.ts'
import { drawTasks } from './draw-tasks.ts'

const tasks = Array.from({ length: 40 }, (_, index) => ({ task_id: `task-${String(index).padStart(2, '0')}` }))
type Report = { step: number, trainedShares: Record<string, number> }

/** Draws step by step as a run does that samples `policyLag` steps ahead; `shareOf` says what a drawn task taught. */
function run(steps: number, shareOf: (id: string) => number, policyLag = 0, before: readonly string[][] = []) {
  const drawn: string[][] = [...before]
  const reportOf = (ids: readonly string[], index: number): Report => ({ step: index + 1, trainedShares: Object.fromEntries(ids.map(id => [id, shareOf(id)])) })
  for (let step = before.length + 1; step <= steps; step++) {
    const reports = drawn.slice(0, Math.max(before.length, step - 1 - policyLag)).map(reportOf)
    drawn.push(drawMeasured(tasks, { tasksPerStep: 8, seed: 3, step }, reports, policyLag).map(({ task_id }) => task_id))
  }
  return drawn
}
const timesOf = (drawn: readonly string[][], id: string) => drawn.flat().filter(other => other === id).length

describe('drawMeasured', () => {
  test('draws unseen tasks first, in the order of the uniform curriculum', () => {
    const uniform = [1, 2, 3, 4, 5].map(step => drawTasks(tasks, { tasksPerStep: 8, seed: 3, step }).map(({ task_id }) => task_id))
    expect(run(5, () => 0)).toEqual(uniform)
    expect(run(5, () => 0, 2)).toEqual(uniform)
  })

  test('draws a task that taught nothing a quarter as often as one that taught with all its samples', () => {
    const drawn = run(205, id => id < 'task-20' ? 1 : 0).slice(5)
    // 1600 places among 20 tasks of weight 1 and 20 of weight 1/4: 64 and 16 each.
    for (const { task_id } of tasks) expect(Math.abs(timesOf(drawn, task_id) - (task_id < 'task-20' ? 64 : 16))).toBeLessThanOrEqual(3)
  })

  test('draws alike what taught alike, and in between what taught with a part of its samples', () => {
    const alike = run(55, () => 0.5)
    for (const { task_id } of tasks) expect(timesOf(alike, task_id)).toBe(11)
    // 1600 places among 20 tasks of weight 1 and 20 of weight 5/8: 49 and 31 each.
    const drawn = run(205, id => id < 'task-20' ? 1 : 0.5).slice(5)
    for (const { task_id } of tasks) expect(Math.abs(timesOf(drawn, task_id) - (task_id < 'task-20' ? 49 : 31))).toBeLessThanOrEqual(5)
  })

  test.each([0, 1, 2])('goes on after an interruption as if there had been none, sampling %i steps ahead', policyLag => {
    const shareOf = (id: string) => Number(id.at(-1)) % 3 / 2
    const unbroken = run(40, shareOf, policyLag)
    // More reports are on disk than a run in full course would have had.
    for (const steps of [1, 5, 17]) expect(run(40, shareOf, policyLag, unbroken.slice(0, steps))).toEqual(unbroken)
  })

  test('does not draw again what is under way', () => {
    const drawn = run(12, () => 1, 2)
    for (let step = 3; step <= 12; step++) expect(new Set(drawn.slice(step - 3, step).flat()).size).toBe(24)
  })

  test('draws more tasks than there are by going round', () => {
    expect(drawMeasured(tasks.slice(0, 2), { tasksPerStep: 5, seed: 1, step: 1 }, [], 0).map(({ task_id }) => task_id).toSorted().join(' ')).toMatch(/^(task-00 ){2,3}(task-01 ?){2,3}$/)
  })
})
