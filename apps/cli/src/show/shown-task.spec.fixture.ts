import type { Executed, Rewarded } from '@cure-ts/records'
import { lastValueFrom, of } from 'rxjs'
import { tabulate } from '@cure-ts/matrix'
import { reward } from '@cure-ts/rewards'
import type { ShownTask } from './shown-task.ts'

const response = (text: string) => ({ text, promptTokenIds: [1], tokenIds: [2, 3], logprobs: [-1, -1], finishReason: 'stop', policyVersion: 0 })

/** Three programs, one of which the sampler failed to give, on two generated tests and one ground-truth test; what a model wrote and a person asked is hostile. */
export const hostile = '</pre><script>alert("1" & \'2\')</script>'

const executed: Executed = {
  taskId: `a/${hostile}`, question: hostile, examples: [], exeMethod: 'stdin', timeLimitMs: 1000, memoryLimitBytes: 2 ** 28, comparison: 'tokens',
  prompts: { coder: hostile, tester: 'Write a test.' },
  programs: [
    { programId: 'p0', code: '1', response: response(`line 1\n${hostile}`) },
    { programId: 'p1', code: '2', response: response('2') },
    { programId: 'p2', code: null, failure: hostile },
  ],
  tests: [
    { testId: 't0', origin: 'generated', input: '', output: '', response: response(hostile) },
    { testId: 't1', origin: 'generated', input: null, output: null, response: response('?') },
    { testId: 'g0', origin: 'ground-truth', input: '', output: '' },
  ],
  verdicts: [['passed', 'unreadable', 'passed'], ['timed-out', 'unreadable', 'wrong-output'], ['missing', 'missing', 'missing']],
  cpuMs: [[1, null, 1], [1, null, 1], [null, null, null]],
  execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
}

export async function shownTask(): Promise<ShownTask> {
  const rewarded: Rewarded = await lastValueFrom(of(executed).pipe(
    tabulate(), reward({ coderReward: 'mean', testerReward: 'share', repeatedTests: 'full', normalization: { kind: 'z-score' }, strictReference: false })))
  return { executed, rewarded }
}
