import type { ProgramJob, RunJob } from './jail.ts'
import { runProgram } from './program-run.ts'

export type Limits = Omit<ProgramJob, 'source' | 'tests' | 'functionName'>

/** What a checker is to judge. */
export interface Judgement {
  input: string
  expected: string
  actual: string
}

/**
 * Runs a task's checker, a Python program that is started as `checker.py input.txt expected.txt actual.txt` and prints a number:
 * above 0 accepts the output, anything else refuses it.
 *
 * @param limits everything of a job but its program and tests
 * @returns one a judgement; null where the checker failed or printed no number, so that nothing is known
 */
export async function runChecker(
  source: string, judgements: readonly Judgement[], limits: Limits, runJob: RunJob,
): Promise<(boolean | null)[]> {
  if (judgements.length === 0) return []
  const tests = judgements.map(({ input, expected, actual }) => ({ stdin: '', files: { 'input.txt': input, 'expected.txt': expected, 'actual.txt': actual } }))
  const { cells } = await runProgram({ ...limits, source, tests, functionName: null }, runJob, { mode: 'isolate', timing: 'exact' })
  return cells.map(cell => {
    if (cell === null || cell.how !== 'exit' || cell.code !== 0) return null
    const printed = cell.output.toString().trim().split(/\s+/)[0]!
    return printed === '' || Number.isNaN(Number(printed)) ? null : Number(printed) > 0
  })
}
