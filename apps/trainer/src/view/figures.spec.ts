import { describe, expect, test } from '@jest/globals'
import { evaluationOf, reportOf, reportWithMu, statistic } from '../report.spec.fixture.ts'
import { duration, evaluationLine, plainShare, rates, share, signed, stepLine } from './figures.ts'

describe('figures', () => {
  test('show shares with their interval, and what nothing decides as -', () => {
    expect(share({ value: 0.669, low: 0.612, high: 0.72, tasks: 9 })).toBe('66.9% (61.2-72.0)')
    expect([share(null), share(undefined), plainShare(null), signed(null)]).toEqual(['-', '-', '-', '-'])
    expect(plainShare(statistic(0.125))).toBe('12.5')
  })

  test('show mu with its sign', () => {
    expect([signed(statistic(0.1234)), signed(statistic(0)), signed(statistic(-0.5))]).toEqual(['+0.123', '+0.000', '-0.500'])
  })

  test.each([[4.4, '4s'], [59.6, '1m 00s'], [185, '3m 05s'], [3599.9, '1h 00m'], [7384, '2h 03m']])('show %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  test('count tokens and cells a second of their stage', () => {
    expect(rates(reportOf())).toEqual({ tokensPerSecond: 200, cellsPerSecond: 192 })
    const { seconds } = reportOf()
    expect(rates(reportOf({ seconds: { ...seconds, sample: 0, execute: 0 } }))).toEqual({ tokensPerSecond: 0, cellsPerSecond: 0 })
  })

  test('make one line of a step, with an alarm where more tests choose worse', () => {
    expect(stepLine(reportOf(), 40)).toBe('step 3/40 | code 50.0 | tests 25.0 | best-of-n 75.0 | mu +0.200 | unreadable 6.3 | 200 tok/s | 192 cells/s | 3.5 s')
    expect(stepLine(reportWithMu(0), 40)).toContain('mu +0.000! |')
    expect(stepLine(reportWithMu(null), 40)).toContain('mu - |')
  })

  test('make one line of an evaluation, the reference solution\'s judgement of the tests first', () => {
    expect(evaluationLine(evaluationOf())).toBe('held-out after step 0, 4 tasks | code 50.0% (40.0-60.0) | tests 25.0% (15.0-35.0) | best-of-n 75.0% (65.0-85.0) | p01 12.5 | mu +0.200 | 12s')
    expect(evaluationLine(evaluationOf({ referenceTestAccuracy: statistic(0.3) }))).toContain('| tests 30.0% (20.0-40.0) |')
  })
})
