import { tabulateTask } from '@cure-ts/matrix'
import { taskAccuracies } from '@cure-ts/selection'
import type { MeasuredTask } from './task-figures.ts'

/**
 * A task from its table, a text a program: `+` passed, `-` wrong output, `?` missing; generated tests left of the bar, ground truth right.
 *
 * @param alike of each program the first with the same code; every one is another where nothing is said
 * @param reference how many of the generated tests the reference solution passes; null: there is none
 */
export function measuredTask(taskId: string, rows: readonly string[], reference: number | null = null, alike = rows.map((_, index) => index)): MeasuredTask {
  const verdictOf = { '+': 'passed', '-': 'wrong-output', '?': 'missing' } as const
  const [generated = '', truth = ''] = rows[0]!.split('|')
  const response = (tokens: number) => ({ text: '', promptTokenIds: [], tokenIds: Array<number>(tokens).fill(1), logprobs: Array<number>(tokens).fill(0), finishReason: 'stop', policyVersion: 0 })
  const table = tabulateTask({
    taskId, question: taskId, examples: [], exeMethod: 'stdin', timeLimitMs: 1000, memoryLimitBytes: 2 ** 28, comparison: 'tokens',
    programs: rows.map((_, index) => ({ programId: `p${index}`, code: String(index), response: response(10) })),
    tests: [
      ...Array.from(generated, (_, index) => ({ testId: `t${index}`, origin: 'generated' as const, input: String(index), output: '', response: response(4) })),
      ...Array.from(truth, (_, index) => ({ testId: `g${index}`, origin: 'ground-truth' as const, input: String(index), output: '' })),
    ],
    verdicts: rows.map(row => Array.from(row.replace('|', ''), cell => verdictOf[cell as '+'])),
    cpuMs: rows.map(row => Array.from(row.replace('|', ''), () => 1)),
    execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  })
  return { table, reference: reference === null ? null : { decided: generated.length, correct: reference }, alike, rules: taskAccuracies(table) }
}
