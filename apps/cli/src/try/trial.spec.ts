import { describe, expect, test } from '@jest/globals'
import type { Executed } from '@cure-ts/records'
import { renderTrial } from './render-trial.ts'
import { trialOf } from './trial.ts'

const program = (programId: string, code: string | null) => ({ programId, code })
const generated = (testId: string, input: string | null, output: string | null) => ({ testId, origin: 'generated' as const, input, output })

function executed(programs: Executed['programs'], tests: Executed['tests'], verdicts: Executed['verdicts']): Executed {
  return {
    taskId: 'try', question: 'Add.', examples: [], exeMethod: 'stdin', timeLimitMs: 1000, memoryLimitBytes: 2 ** 28, comparison: 'tokens',
    programs, tests, verdicts, cpuMs: verdicts.map(row => row.map(() => 1)),
    execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  }
}

const trial = await trialOf('models/a', executed(
  [program('p0', 'wrong'), program('p1', 'right'), program('p2', null), program('p3', 'right')],
  [generated('t0', '', '0'), generated('t1', '1 2', '3'), generated('t2', '', '0'), generated('t3', null, null)],
  [
    ['wrong-output', 'passed', 'wrong-output', 'unreadable'],
    ['passed', 'passed', 'passed', 'unreadable'],
    ['unreadable', 'unreadable', 'unreadable', 'unreadable'],
    ['passed', 'passed', 'passed', 'unreadable'],
  ],
))

describe('a trial', () => {
  test('says once what several samples say, the most frequent first', () => {
    expect(trial.programs).toEqual([{ samples: 2, said: 'right' }, { samples: 1, said: 'wrong' }])
    expect(trial.tests).toEqual([{ samples: 2, said: { input: '', output: '0' } }, { samples: 1, said: { input: '1 2', output: '3' } }])
    expect(trial.verdicts).toEqual([['passed', 'passed'], ['wrong-output', 'passed']])
    expect(trial.unreadable).toEqual({ programs: 1, tests: 1 })
  })

  test('chooses the program that passes most of the sampled tests', () => {
    expect(trial.passed).toEqual([3, 1])
    expect(trial.chosen).toBe(0)
  })

  test('chooses nothing where no test could be read', async () => {
    const none = await trialOf('m', executed([program('p0', 'a')], [generated('t0', null, null)], [['unreadable']]))
    expect(none.chosen).toBeNull()
    expect(renderTrial(none)).toContain('Nothing to choose by')
  })

  test('is a table, then what was said', () => {
    const text = renderTrial(trial)
    expect(text).toContain('4 programs, 2 different, 1 unreadable; 4 tests, 2 different, 1 unreadable\n')
    expect(text).toContain('         t1  t2 \nP1  x2   +   +    passes 3 of 4  <- chosen\nP2  x1   .   +    passes 1 of 4\n')
    expect(text).toContain('P1  x2   chosen\n    right\n')
    expect(text).toContain('t1  x2   "" -> "0"\n')
  })
})
