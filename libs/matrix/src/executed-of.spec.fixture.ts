import type { Executed, Response, Verdict } from '@cure-ts/records'

type Program = Executed['programs'][number]
type Test = Executed['tests'][number]

/** A response of `tokens` tokens. */
export function responseOf(tokens: number, finishReason = 'stop'): Response {
  const zeros = Array.from({ length: tokens }, () => 0)
  return { text: '', promptTokenIds: [], tokenIds: zeros, logprobs: zeros, finishReason, policyVersion: 0 }
}

/** `+` passed, `-` wrong output, `?` missing, `u` unreadable, `t` timed out. */
const verdicts: Readonly<Record<string, Verdict>> =
  { '+': 'passed', '-': 'wrong-output', '?': 'missing', 'u': 'unreadable', 't': 'timed-out' }

export interface ExecutedParts {
  /** Overrides of p0, p1, ... */
  readonly programs?: readonly Partial<Program>[]
  /** Overrides of t0, t1, ... */
  readonly tests?: readonly Partial<Test>[]
  readonly examples?: Executed['examples']
}

/** @param rows a program each: generated tests, a bar, ground-truth tests, such as `+-|+?` */
export function executedOf(rows: readonly string[], parts: ExecutedParts = {}): Executed {
  const generated = rows[0]?.indexOf('|') ?? 0
  const cells = rows.map(row => Array.from(row.replace('|', ''), letter => verdicts[letter]!))
  return {
    taskId: 'task',
    question: 'question',
    examples: parts.examples ?? [],
    exeMethod: 'stdin',
    timeLimitMs: 1000,
    memoryLimitBytes: 1,
    comparison: 'tokens',
    programs: cells.map((_, row) => ({ programId: `p${row}`, code: `code ${row}`, ...parts.programs?.[row] })),
    tests: (cells[0] ?? []).map((_, column) => ({
      testId: `t${column}`,
      origin: column < generated ? 'generated' : 'ground-truth',
      input: `input ${column}`,
      output: `output ${column}`,
      ...parts.tests?.[column],
    })),
    verdicts: cells,
    cpuMs: cells.map(row => row.map(() => null)),
    execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  }
}
