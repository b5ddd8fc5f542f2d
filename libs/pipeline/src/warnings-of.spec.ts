import { describe, expect, test } from '@jest/globals'
import { summarize } from '@cure-ts/benchmarks'
import type { StepReport } from '@cure-ts/records'
import { warningsOf } from './warnings-of.ts'

const summary = summarize([], { seed: 1 })
const healthy: Omit<StepReport, 'warnings'> = {
  step: 1, policyVersion: 2, seconds: { sample: 1, execute: 1, tabulate: 0, reward: 0, batch: 0, update: 1, wall: 3 }, ...summary,
  counts: { ...summary.counts, programs: 10, tests: 10, cells: 100 },
  statistics: { ...summary.statistics, mu: { value: 0.01, low: -0.1, high: 0.1, tasks: 2 } },
  shares: { ...summary.shares, unreadablePrograms: 0.5, duplicatePrograms: 1 },
  dropped: [{ role: 'coder', reason: 'no-variance', count: 8 }],
  trained: { coder: 2, tester: 10 },
  metrics: { 'coder/entropy': 0.02, 'tester/entropy': 1 },
}
const warnings = (report: Omit<StepReport, 'warnings'>) => warningsOf(report, [])
const withShare = (name: keyof StepReport['shares']) => warnings({ ...healthy, shares: { ...healthy.shares, [name]: 0.51 } })

describe('warningsOf', () => {
  test('says nothing of a healthy step, also at the thresholds', () => {
    expect(warnings(healthy)).toEqual([])
  })

  test('warns where more tests choose worse', () => {
    expect(warnings({ ...healthy, statistics: { ...healthy.statistics, mu: { value: 0, low: -0.1, high: 0.1, tasks: 2 } } }))
      .toEqual(['mu is 0.000: more generated tests make the selection of programs worse.'])
  })

  test.each([
    ['unreadablePrograms', '51% of the programs are unreadable; look at them with cure show.'],
    ['unreadableTests', '51% of the tests are unreadable; look at them with cure show.'],
    ['truncatedPrograms', '51% of the programs met their length limit; raise --max-program-tokens.'],
    ['truncatedTests', '51% of the tests met their length limit; raise --max-test-tokens.'],
    ['duplicateTests', '51% of the tests have the input of another one.'],
    ['copiedTests', '51% of the tests copy the prompt\'s example.'],
  ] as const)('warns of %s', (name, sentence) => {
    expect(withShare(name)).toEqual([sentence])
  })

  test('warns of what failed', () => {
    const counts = { ...healthy.counts, programsFailed: 1, testsFailed: 2, cellsMissing: 4 }
    expect(warnings({ ...healthy, counts })).toEqual(['3 samples failed; look at the sampler.', '4 of 100 cells have no verdict, since the sandbox or the sampler failed.'])
  })

  test('warns of groups that teach nothing, and of a policy that no longer varies', () => {
    const dropped = [{ role: 'tester', reason: 'no-variance', count: 9 }] as const
    expect(warnings({ ...healthy, dropped, metrics: { 'coder/entropy': 0.019, 'tester/entropy': 1 } })).toEqual([
      'The coder\'s entropy is 0.019 nats a token: it hardly varies what it writes.',
      '90% of the tester\'s samples are in groups whose rewards do not differ: the tasks are too easy or too hard for it.',
    ])
  })

  test('an update without a sample has no entropy to warn of', () => {
    expect(warnings({ ...healthy, trained: { coder: 0, tester: 1 }, metrics: { 'coder/entropy': 0 } })).toEqual([])
    expect(warnings({ ...healthy, trained: { coder: 0, tester: 0 } })).toEqual(['No sample gave a gradient: nothing was learned in this step.'])
  })

  test('warns of wrong programs that are alike, not of right ones', () => {
    const withCounts = (programsCorrect: number, programsDuplicate: number) =>
      warnings({ ...healthy, counts: { ...healthy.counts, programs: 160, programsDecided: 160, programsCorrect, programsDuplicate, tasksWithCorrectProgram: 10 } })
    expect(withCounts(150, 150)).toEqual([]) // Every program of a task is alike, and nearly all are right.
    expect(withCounts(80, 130)).toEqual([]) // Of 80 wrong ones at least 60 repeat one: 75%.
    expect(withCounts(80, 134)).toEqual(['At least 80% of the wrong programs repeat another one: the coder tries nothing else; raise --temperature or lower --learning-rate.'])
    expect(withCounts(120, 150)).toEqual([]) // All 40 wrong ones repeat one, but they are no more than a quarter.
  })

  test('warns of lengths that went far from the first steps\', by the mean of the last ones', () => {
    const withLengths = (...programs: number[]) => {
      const reports = programs.map(program => ({ ...healthy, lengths: { program, test: 20 } }))
      return warningsOf(reports.at(-1)!, reports.slice(0, -1))
    }
    const first = Array.from({ length: 10 }, () => 20)
    expect(withLengths(...first, 40, 40, 40, 40, 40)).toEqual([])
    expect(withLengths(...first, 40, 40, 40, 40, 45)).toEqual(['The programs\' responses have 41 tokens, at first 20: where accuracy does not grow with them, use --normalization length-aware.'])
    expect(withLengths(...first, 20, 20, 20, 20, 400)).toEqual(['The programs\' responses have 96 tokens, at first 20: where accuracy does not grow with them, use --normalization length-aware.'])
    expect(withLengths(...first, 5, 5, 5, 5, 5)).toEqual([])
    expect(withLengths(...first, 5, 5, 5, 5, 4)).toEqual(['The programs\' responses have 5 tokens, at first 20: look at them with cure show, whether the policy found a short answer that pays.'])
    expect(withLengths(20, 1, 1, 1, 1)).toEqual([]) // Too early to say.
  })
})
