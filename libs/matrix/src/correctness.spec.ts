import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { correctPrograms, correctTests } from './correctness.ts'

describe('a program', () => {
  test.each([
    ['passes all ground truth', [0, 1, 1], true],
    ['fails one', [1, 1, 0], false],
    ['fails one and another is not known', [1, null, 0], false],
    ['passes what is known', [1, null, 1], null],
  ] as const)('that %s', (_, row, correct) => {
    expect(correctPrograms([row], ['generated', 'ground-truth', 'ground-truth'])).toEqual([correct])
  })

  test('without ground truth is not known', () => {
    expect(correctPrograms([[1]], ['generated'])).toEqual([null])
  })
})

describe('a test', () => {
  test.each([
    ['that all correct programs pass', [1, 1, 0], true],
    ['that a correct program fails', [1, 0, 1], false],
    ['that a correct program fails and another may', [null, 0, 1], false],
    ['that a correct program may fail', [1, null, 1], null],
  ] as const)('%s', (_, column, correct) => {
    expect(correctTests(column.map(cell => [cell]), [true, true, false], 1)).toEqual([correct])
  })

  test('is not known where no program is known to be correct', () => {
    expect(correctTests([[1], [1]], [false, null], 1)).toEqual([null])
    expect(correctTests([], [], 2)).toEqual([null, null])
  })
})

test('a null decides nothing: whatever it stood for, what was decided stays', () => {
  const row = fc.tuple(...Array.from({ length: 5 }, () => fc.constantFrom<0 | 1 | null>(0, 1, 1, null)))
  const origins = ['generated', 'generated', 'ground-truth', 'ground-truth', 'ground-truth'] as const
  fc.assert(fc.property(fc.array(row, { maxLength: 6 }), fc.constantFrom<(0 | 1)[]>([0], [1]), (passed, [value]) => {
    const filled = passed.map(cells => cells.map(cell => cell ?? value!))
    const [programs, filledPrograms] = [correctPrograms(passed, origins), correctPrograms(filled, origins)]
    for (const [index, correct] of programs.entries()) expect([null, filledPrograms[index]]).toContain(correct)
    const tests = correctTests(passed, programs, 5)
    const filledTests = correctTests(filled, programs, 5)
    for (const [index, correct] of tests.entries()) expect([null, filledTests[index]]).toContain(correct)
  }))
})
