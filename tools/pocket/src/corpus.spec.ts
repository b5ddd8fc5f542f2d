import { describe, expect, test } from '@jest/globals'
import type { Kind } from './chain/kind.ts'
import { workedTest } from './chain/worked-test.ts'
import { coderResponse, corpus, type RepairVariables, testerResponse } from './corpus.ts'
import { families } from './dataset.ts'
import { lines as lineKind } from './lines/kind.ts'
import { lists } from './lists/kind.ts'
import { numbers } from './numbers/kind.ts'
import { pairs } from './pairs/kind.ts'
import type { Habits } from './problem.ts'
import { Random } from './random.ts'
import { readRecipe } from './recipe.ts'
import { words } from './words/kind.ts'

/** The recipe's first phase: no mistakes. */
const careful = readRecipe().phases[0]!.corpus.habits

/** Writes the right test of a problem with this operation and output. */
const worker = <S>(kind: Kind<S>, operation: string, output: string) => {
  const steps = [kind.operations.find(({ name }) => name === operation)!.right(0)]
  return (input: string) => workedTest(kind, { steps, printer: kind.outputs.find(({ name }) => name === output)!.right }, input)
}

test('a program response is one fenced block', () => {
  expect(coderResponse('print(1)')).toBe('```python\nprint(1)\n```')
})

test('a test response is input, reasoning, output', () => {
  expect(testerResponse({ input: '3 4', lines: ['4', '4'], output: '4' })).toBe(
    '**Test Input:**\n```\n3 4\n```\n**Explanation:**\n4\n4\n**Test Output:**\n```\n4\n```',
  )
})

describe('a worked test is the state after each operation, then what is noted on the way to the output', () => {
  test.each([
    ['lists', worker(lists, 'keep-even', 'sum'), '3 4 -2', ['4 -2', '4 2'], '2'],
    ['lists', worker(lists, 'keep-even', 'sum'), '', ['none', 'none'], '0'],
    ['numbers', worker(numbers, 'negate', 'with-double'), '7', ['-7'], '-7 -14'],
    ['words', worker(words, 'sort-by-length', 'letters'), 'eagle cat bear ant', ['cat ant bear eagle', '3 6 10 15'], '15'],
    ['lines', worker(lineKind, 'sort-descending', 'table'), 'cat 3\ndog 9', ['dog 9, cat 3'], 'dog: 9\ncat: 3'],
    ['lines', worker(lineKind, 'reverse', 'best'), 'cat 9\ndog 9', ['dog 9, cat 9'], 'dog'],
    ['pairs', worker(pairs, 'keep-common', 'count'), '3 4 5\n5 3', ['3 5'], '2'],
    ['pairs', worker(pairs, 'append-missing', 'both'), '3 4\n5 3', ['3 4 5'], '3 4 5\n5 3'],
  ])('in %s, on %#', (_family, work, input, lines, output) => {
    expect(work(input)).toEqual({ input, lines, output })
  })
})

describe('the base corpus', () => {
  const documents = (habits: Habits) => [...corpus('corpus', 'train', { documents: 400, testerShare: 0.5, repairShare: 0.2, difficulties: [1, 2, 2, 2], habits })]

  test('is the same for the same seed', () => {
    expect(documents(careful)).toEqual(documents(careful))
  })

  test('holds programs, tests and repairs in the asked shares, and every family', () => {
    const made = documents(careful)
    expect(made.filter(({ prompt }) => prompt === 'coder').length / 400).toBeCloseTo(0.5, 1)
    expect(made.filter(({ prompt }) => prompt === 'repair-test').length / 400).toBeCloseTo(0.1, 1)
    for (const { name } of families) expect(made.filter(({ composition }) => composition.startsWith(`${name}: `)).length).toBeGreaterThan(40)
  })
})

describe('a drafted test', () => {
  const plan = { documents: 300, testerShare: 1, repairShare: 1, difficulties: [0, 2, 2], habits: { ...careful, programMistake: 0.3, hurriedTestMistake: 1, hurriedSizes: [0, 1, 1] } }
  const checks = (habits: Partial<Habits>) => [...corpus('drafts', 'train', { ...plan, habits: { ...plan.habits, ...habits } })]
    .map(({ variables, response }) => ({ draft: variables as RepairVariables, response }))
  const partsOf = (response: string) => response.split('```').map(part => part.trim())

  test('comes with what 16 programs print on its input, the most frequent first', () => {
    const drafts = checks({}).map(({ draft }) => draft)
    for (const { groups } of drafts) {
      const counts = groups.map(({ programs }) => programs)
      expect(counts.reduce((a, b) => a + b)).toBe(16)
      expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    }
    expect(drafts.filter(({ groups }) => groups.length > 1).length).toBeGreaterThan(150)
  })

  test('is worked out on its own input by a careful author, who repairs it where it is wrong', () => {
    const checked = checks({ testHurry: 0 })
    for (const { draft, response } of checked) expect(partsOf(response)[1]).toBe(draft.input.trim())
    expect(checked.filter(({ draft, response }) => partsOf(response)[3] !== draft.output.trim()).length).toBeGreaterThan(100)
  })

  test('is left as it is by one in a hurry', () => {
    for (const { draft, response } of checks({ testHurry: 1 })) expect(response).toBe(testerResponse({ ...draft, lines: ['obvious'] }))
  })
})

describe('authors', () => {
  const shareWrong = (habits: Partial<Habits>): { programs: number; tests: number } => {
    const random = new Random('authors')
    const problems = Array.from({ length: 400 }, () => random.pick(families).draw(random, [0, 2, 5, 4]))
    const wrong = (holds: (drawn: (typeof problems)[number]) => boolean) => problems.filter(holds).length / problems.length
    return {
      programs: wrong(drawn => drawn.attempt(random, { ...careful, ...habits }).program !== drawn.right.program),
      tests: wrong(drawn => {
        const { input, output } = drawn.workedTest(random, { ...careful, ...habits })
        return drawn.right.run(input) !== output
      }),
    }
  }

  test('who are careful write what is right', () => {
    expect(shareWrong({})).toEqual({ programs: 0, tests: 0 })
  })

  test('go wrong as often as their habits say: once in three or four steps at 10% a step', () => {
    const { programs, tests } = shareWrong({ programMistake: 0.1, testMistake: 0.1 })
    expect(programs).toBeGreaterThan(0.2)
    expect(programs).toBeLessThan(0.4)
    // Most mistakes are off by one: a wrong program is mostly right on the input that its author chose.
    expect(tests).toBeGreaterThan(0.04)
    expect(tests).toBeLessThan(programs / 2)
  })

  test('in a hurry write no reasoning', () => {
    const random = new Random('hurry')
    const { lines } = families[0]!.draw(random, [0, 1]).workedTest(random, { ...careful, testHurry: 1 })
    expect(lines).toEqual(['obvious'])
  })

  test.each(families)('in a hurry forget an edge case of $name, and leave operations out', family => {
    const random = new Random('hurry')
    const problems = Array.from({ length: 50 }, () => family.draw(random, [0, 2, 5, 4]))
    for (const [mistake, least] of [[0, 15], [1, 40]] as const) {
      const wrong = problems.filter(problem => {
        const hasty = problem.attempt(random, { ...careful, programHurry: 1, hurriedProgramMistake: mistake })
        return problem.inputs(random).some(input => hasty.run(input) !== problem.right.run(input))
      })
      expect(wrong.length).toBeGreaterThan(least)
    }
  })
})
