import { performance } from 'node:perf_hooks'
import { expect, test } from '@jest/globals'
import { decoder, Summary } from '@cure-ts/records'
import { countsOf } from './counts-of.spec.fixture.ts'
import { summarize } from './summarize.ts'

const easy = countsOf({
  programs: 4, programsDecided: 4, programsCorrect: 4, programsUnreadable: 0, programTokens: 40, programsDuplicate: 2,
  tests: 2, testsDecided: 2, testsCorrect: 2, testsDecidedReadable: 2, testTokens: 10, selections: 1, selectionsCorrect: 1,
})
const hard = countsOf({
  programs: 12, programsDecided: 10, programsCorrect: 1, programsUnreadable: 4, programsFailed: 2, programTokens: 100,
  tests: 8, testsDecided: 8, testsCorrect: 2, testsDecidedReadable: 4, testsUnreadable: 4, testTokens: 90,
  testsCopied: 1, testsTruncated: 3, wrongOnCorrect: 18, wrongOnCorrectPassed: 9, wrongOnWrong: 54, wrongOnWrongPassed: 0,
  pairs: 9, pairsOrdered: 6, selections: 1,
})
const unsolved = countsOf({ programs: 4, programsDecided: 4, selections: 1 })

test('each statistic is the mean over the tasks that decide it', () => {
  const { statistics } = summarize([easy, hard, unsolved], { seed: 1 })
  const values = Object.fromEntries(Object.entries(statistics).map(([name, statistic]) =>
    [name, statistic && [statistic.value, statistic.tasks]]))
  expect(values).toEqual({
    codeAccuracy: [expect.closeTo((1 + 0.1 + 0) / 3, 12), 3],
    unitTestAccuracy: [expect.closeTo((1 + 0.25) / 2, 12), 2],
    bestOfN: [expect.closeTo(1 / 3, 12), 3],
    pU: [expect.closeTo((1 + 0.25) / 2, 12), 2],
    p01: [0.5, 1],
    p00: [0, 1],
    mu: [0.125, 1],
    precision: [expect.closeTo(6 / 9, 12), 1],
    bound: [expect.closeTo(1 - Math.exp(-(0.125 ** 2) * 8 / 2), 12), 1],
  })
})

test('pooled figures sum numerators and denominators first', () => {
  expect(summarize([easy, hard, unsolved], { seed: 1 }).pooled).toEqual({
    codeAccuracy: 5 / 18,
    unitTestAccuracy: 0.4,
    readableTestAccuracy: 4 / 6,
    bestOfN: 1 / 3,
    p01: 0.5,
    p00: 0,
    mu: expect.closeTo(0.2, 12),
    precision: 6 / 9,
  })
})

test('lengths are means over answered samples, shares are of all samples', () => {
  const { lengths, shares } = summarize([easy, hard], { seed: 1 })
  expect(lengths).toEqual({ program: 10, test: 10 })
  expect(shares).toEqual({
    unreadablePrograms: 0.25,
    unreadableTests: 0.4,
    truncatedPrograms: 0,
    truncatedTests: 0.3,
    duplicatePrograms: 0.125,
    duplicateTests: 0,
    copiedTests: 0.1,
  })
})

test('no tables decide nothing', () => {
  const summary = summarize([], { seed: 1 })
  expect(Object.values(summary.statistics)).toEqual(Object.values(summary.statistics).map(() => null))
  expect(decoder(Summary)(summary, 'summary')).toEqual(summary)
})

test('the seed decides the intervals', () => {
  const tables = Array.from({ length: 20 }, (_, index) => index % 3 === 0 ? easy : hard)
  expect(summarize(tables, { seed: 5 })).toEqual(summarize(tables, { seed: 5 }))
  expect(summarize(tables, { seed: 5 }).statistics).not.toEqual(summarize(tables, { seed: 6 }).statistics)
})

test('512 tasks with 1,000 resamples take well under a second', () => {
  const tables = Array.from({ length: 512 }, () => hard)
  const started = performance.now()
  summarize(tables, { seed: 1 })
  expect(performance.now() - started).toBeLessThan(1000)
})
