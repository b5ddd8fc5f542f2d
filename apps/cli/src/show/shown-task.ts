import type { Executed, Rewarded, Verdict } from '@cure-ts/records'

/** A task of a step as it is shown; `executed` is absent where the run keeps tables only. */
export interface ShownTask {
  readonly rewarded: Rewarded
  readonly executed: Executed | undefined
}

/** What stands for a verdict in a table of one-character cells. */
export const verdictMark: Readonly<Record<Verdict, string>> = {
  passed: '+',
  'wrong-output': '.',
  'runtime-error': 'e',
  'compile-error': 'c',
  signalled: 's',
  'timed-out': 't',
  'out-of-memory': 'm',
  'output-limit': 'o',
  unreadable: 'u',
  missing: '?',
}

/** The verdict of a cell, or what the table alone tells of it. */
export function verdictAt({ executed, rewarded }: ShownTask, program: number, test: number): Verdict {
  const known = executed?.verdicts[program]?.[test]
  if (known !== undefined) return known
  const passed = rewarded.passed[program]?.[test] ?? null
  if (passed === null) return 'missing'
  return passed === 1 ? 'passed' : 'wrong-output'
}

export function decided(value: boolean | null | undefined): string {
  if (value === null || value === undefined) return 'unknown'
  return value ? 'correct' : 'wrong'
}

export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : value.toFixed(3)
}
