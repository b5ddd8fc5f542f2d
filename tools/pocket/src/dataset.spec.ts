import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { dataset, families } from './dataset.ts'
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

  test('gives each task 8 tests of distinct inputs, the empty one among them where the family has it, and an example that is none of them', () => {
    for (const task of tasks) {
      expect(task.test_input).toHaveLength(8)
      expect(task.test_output).toHaveLength(8)
      expect(new Set(task.test_input).size).toBe(8)
      expect(task.test_input).toContain({ numbers: '0', pairs: '\n' }[task.tags[0]!] ?? '')
      expect(task.test_input).not.toContain(task.example_input[0])
    }
  })

  test('never asks for the same program twice', () => {
    expect(new Set(tasks.map(({ solutions }) => solutions[0])).size).toBe(tasks.length)
  })

  test('asks for every family equally often', () => {
    for (const { name } of families) expect(tasks.filter(({ tags }) => tags[0] === name)).toHaveLength(40)
  })

  test('reaches 10^6 distinct programs: operations with their parameters, two or three in a row, and an output', () => {
    const programs = families.map(({ operations, outputs }) => {
      const parts = operations.reduce((total, { values }) => total + values.length, 0)
      return parts * (parts - 1) * (parts - 2) * outputs.length
    })
    expect(Math.min(...programs)).toBeGreaterThan(10 ** 5)
    expect(programs.reduce((total, count) => total + count)).toBeGreaterThan(10 ** 6)
    const drawn = dataset(9, 'train', 1000)
    expect(new Set(drawn.map(({ tags }) => tags.join())).size).toBeGreaterThan(800)
  })
})
