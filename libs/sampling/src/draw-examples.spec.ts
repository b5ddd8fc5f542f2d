import { expect, test } from '@jest/globals'
import { drawExamples } from './draw-examples.ts'

const task = (id: number) => ({ task_id: id, example_input: ['a', 'b', 'c'], example_output: ['A', 'B', 'C'] })
const always = { pGiveExample: 1, maxInputExamples: 1, seed: 1 }

test('never, always, and about as often as asked', () => {
  const shown = (pGiveExample: number) => Array.from({ length: 1000 }, (_, id) => drawExamples(task(id), { ...always, pGiveExample }, 1)).filter(({ length }) => length > 0).length
  expect(shown(0)).toBe(0)
  expect(shown(1)).toBe(1000)
  expect(shown(0.3)).toBeGreaterThan(250)
  expect(shown(0.3)).toBeLessThan(350)
})

test('no more than allowed and than there are, each with its output', () => {
  expect(drawExamples(task(1), { ...always, maxInputExamples: 0 }, 1)).toEqual([])
  const two = drawExamples(task(1), { ...always, maxInputExamples: 2 }, 1)
  expect(two).toHaveLength(2)
  for (const { input, output } of two) expect(output).toBe(input.toUpperCase())
  expect(drawExamples(task(1), { ...always, maxInputExamples: 9 }, 1)).toHaveLength(3)
  expect(drawExamples({ task_id: 1, example_input: [], example_output: [] }, always, 1)).toEqual([])
})

test('the same at the same step, each of them at some step', () => {
  const at = (step: number) => drawExamples(task(1), always, step)[0]!.input
  expect(at(5)).toBe(at(5))
  expect(new Set(Array.from({ length: 50 }, (_, step) => at(step)))).toEqual(new Set(['a', 'b', 'c']))
})
