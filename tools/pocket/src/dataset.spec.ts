import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { dataset } from './dataset.ts'
import { readRecipe } from './recipe.ts'

const tasks = dataset(7, 'train', 200)

describe('dataset', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(dataset(7, 'train', 200)).toEqual(tasks)
    expect(dataset(8, 'train', 200)).not.toEqual(tasks)
  })

  test('is what lies in datasets/pocket', () => {
    const file = readFileSync(new URL('../../../datasets/pocket/heldout.jsonl', import.meta.url), 'utf8')
    const made = dataset(readRecipe().seed, 'heldout', 100).map(task => `${JSON.stringify(task)}\n`).join('')
    expect(file.startsWith(made)).toBe(true)
  })

  test('gives each task 8 tests of distinct inputs, the empty line among them, and an example that is none of them', () => {
    for (const task of tasks) {
      expect(task.test_input).toHaveLength(8)
      expect(task.test_output).toHaveLength(8)
      expect(new Set(task.test_input).size).toBe(8)
      expect(task.test_input).toContain('')
      expect(task.test_input).not.toContain(task.example_input[0])
    }
  })

  test('never asks for the same program twice', () => {
    expect(new Set(tasks.map(({ solutions }) => solutions[0])).size).toBe(tasks.length)
  })

  test('reaches 10^5 distinct tasks with ease: few of 2,000 draws repeat', () => {
    const drawn = dataset(9, 'train', 2000)
    expect(new Set(drawn.map(({ tags }) => tags.join())).size).toBeGreaterThan(1700)
  })
})
