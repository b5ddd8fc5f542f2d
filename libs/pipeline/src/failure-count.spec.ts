import { describe, expect, test } from '@jest/globals'
import type { Executed } from '@cure-ts/records'
import { FailureCount } from './failure-count.ts'

type Part = Parameters<FailureCount['add']>[0]
const failed: Part = {
  programs: [{ programId: 'p0', code: null, failure: 'The sampler is down.' }],
  tests: [{ testId: 't0', origin: 'generated', input: null, output: null, failure: 'The sampler is down.' }, { testId: 'g0', origin: 'ground-truth', input: '', output: '' }],
  verdicts: [['missing', 'missing']],
}
const ran = (verdict: Executed['verdicts'][number][number]): Part =>
  ({ programs: [{ programId: 'p0', code: '1' }], tests: [{ testId: 't0', origin: 'generated', input: '', output: '' }], verdicts: [[verdict]] })

describe('FailureCount', () => {
  test('refuses work of which every sample failed, with the first reason', () => {
    const count = new FailureCount()
    count.add(failed)
    expect(() => count.refuseAllFailed('step 3')).toThrow('No sample of step 3 succeeded: The sampler is down. Correct that, then start again (a run with --resume).')
  })

  test('refuses work of which the sandbox ran nothing', () => {
    const count = new FailureCount()
    count.add(ran('missing'))
    expect(() => count.refuseAllFailed('step 3')).toThrow('The sandbox ran no program of step 3')
  })

  test('accepts what succeeded in part, and nothing at all', () => {
    const count = new FailureCount()
    expect(() => count.refuseAllFailed('step 3')).not.toThrow()
    count.add(failed)
    count.add(ran('timed-out'))
    expect(() => count.refuseAllFailed('step 3')).not.toThrow()
  })
})
