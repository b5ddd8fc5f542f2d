import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { corpus } from './corpus.ts'
import { families } from './dataset.ts'
import { farOperations } from './far.ts'
import { Random } from './random.ts'
import { readRecipe } from './recipe.ts'
import { splitOf, splits, type Split } from './split.ts'
import type { Task } from './task.ts'

const committed = (split: Split): Task[] =>
  readFileSync(new URL(`../../../datasets/pocket/${split}.jsonl`, import.meta.url), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as Task)

/** How many lines of a program read its input. */
const readingLines = new Map([['lists', 2], ['numbers', 1], ['words', 2], ['lines', 3], ['pairs', 3]])

/** A task's tags are its family and then the parts of its composition. */
const compositionOf = ({ tags: [family, ...parts] }: Task): string => `${family}: ${parts.join(' > ')}`

describe('the split', () => {
  test.each(splits)('of the committed %s tasks is that of their compositions', split => {
    for (const task of committed(split)) expect([task.split, splitOf(compositionOf(task))]).toEqual([split, split])
  })

  test('shares no composition between the datasets', () => {
    const compositions = splits.flatMap(split => [...new Set(committed(split).map(compositionOf))])
    expect(new Set(compositions).size).toBe(compositions.length)
  })

  test('holds out 8 of 100 compositions that have no far operation', () => {
    const random = new Random('shares')
    const drawn = Array.from({ length: 4000 }, () => splitOf(random.pick(families).draw(random, [0, 0, 0, 1]).composition)).filter(split => split !== 'far')
    expect(drawn.filter(split => split === 'heldout').length / drawn.length).toBeCloseTo(0.08, 1)
  })

  test('names far operations that there are, at least one in each family', () => {
    const all = families.flatMap(({ name, operations }) => operations.map(operation => `${name}: ${operation.name}`))
    expect([...farOperations].filter(name => !all.includes(name))).toEqual([])
    for (const { name } of families) expect([...farOperations].filter(far => far.startsWith(`${name}: `))).not.toEqual([])
  })

  test('puts a far operation into every far task, and into no other', () => {
    const parts = ({ tags: [family, ...names] }: Task): string[] => names.map(name => `${family}: ${name}`)
    for (const split of splits) {
      for (const task of committed(split)) expect(parts(task).some(part => farOperations.has(part))).toBe(split === 'far')
    }
  })

  test.each(readRecipe().phases)('leaves only training compositions to the base corpus, phase $name', ({ name, corpus: plan }) => {
    const documents = [...corpus(`split ${name}`, 'train', { ...plan, documents: 3000 })]
    expect(documents.map(({ composition }) => splitOf(composition)).filter(split => split !== 'train')).toEqual([])
  })

  test('lets no line of a far operation into the base corpus of its family, not even by mistake', () => {
    const habits = { ...readRecipe().phases[0]!.corpus.habits, programMistake: 0.4 }
    const documents = [...corpus('far', 'train', { documents: 6000, testerShare: 0, repairShare: 0, difficulties: [1, 2, 2, 2], habits })]
    const texts = new Map(families.map(({ name }) => [name, documents.filter(({ composition }) => composition.startsWith(`${name}: `)).map(({ response }) => response).join('\n').split('\n')]))
    for (const task of committed('far')) {
      const [family, ...names] = task.tags as [string, ...string[]]
      const at = names.findIndex(name => farOperations.has(`${family}: ${name}`))
      const lines = task.solutions[0]!.split('\n').slice(readingLines.get(family))
      expect(texts.get(family)).not.toContain(lines[at])
    }
  })

  test('has the sizes that the recipe asks for', () => {
    expect(splits.map(split => committed(split).length)).toEqual([2048, 128, 512, 256])
  })
})
