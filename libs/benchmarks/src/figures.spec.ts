import { describe, expect, test } from '@jest/globals'
import { countsOf } from './counts-of.spec.fixture.ts'
import { figures } from './figures.ts'

const of = (parts: Parameters<typeof countsOf>[0]) => figures(countsOf(parts).counts)

test('a task by hand', () => {
  expect(of({
    programsDecided: 4, programsCorrect: 2,
    tests: 5, testsDecided: 4, testsCorrect: 3,
    wrongOnCorrect: 6, wrongOnCorrectPassed: 2, wrongOnWrong: 2, wrongOnWrongPassed: 1,
    pairs: 4, pairsOrdered: 3, selections: 1, selectionsCorrect: 1,
  })).toEqual({
    codeAccuracy: 0.5,
    unitTestAccuracy: 0.75,
    bestOfN: 1,
    pU: 0.75,
    p01: 1 / 3,
    p00: 0.5,
    mu: expect.closeTo(0.75 * 2 / 3 - 0.25 / 2, 12),
    precision: 0.75,
    bound: expect.closeTo(1 - Math.exp(-(0.375 ** 2) * 4 / 2), 12),
  })
})

test('nothing decides nothing', () => {
  for (const figure of Object.values(of({}))) expect(figure).toBeNull()
})

describe('mu', () => {
  test('without wrong tests is p_u (1 - p_01)', () => {
    expect(of({ testsDecided: 2, testsCorrect: 2, wrongOnCorrect: 4, wrongOnCorrectPassed: 1 })).toMatchObject({ mu: 0.75, p00: null })
  })

  test('without correct tests is -(1 - p_u) p_00', () => {
    expect(of({ testsDecided: 2, testsCorrect: 0, wrongOnWrong: 4, wrongOnWrongPassed: 1 }))
      .toMatchObject({ mu: -0.25, p01: null, bound: 0 })
  })

  test('without wrong programs is not known', () => {
    expect(of({ programsDecided: 2, programsCorrect: 2, testsDecided: 2, testsCorrect: 2 }).mu).toBeNull()
    expect(of({ programsDecided: 2, programsCorrect: 2, testsDecided: 2, testsCorrect: 1 }).mu).toBeNull()
    expect(of({ programsDecided: 2, programsCorrect: 2, testsDecided: 2, testsCorrect: 0 }).mu).toBeNull()
  })

  test('without correct programs is not known', () => {
    expect(of({ programsDecided: 2 }).mu).toBeNull()
  })
})
