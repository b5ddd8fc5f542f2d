import type { ProgramJob, RunJob } from './program-job.ts'
import { type Ended, type Ending, runProgram } from './program-run.ts'

export type Limits = Omit<ProgramJob, 'source' | 'tests' | 'functionName'>

/** What a checker is to judge. */
export interface Judgement {
  input: string
  expected: string
  actual: string
}

/**
 * Runs a task's checker, a Python program that is started as `checker.py input.txt expected.txt actual.txt` and prints a number:
 * above 0 accepts the output, anything else refuses it. An output on which it fails is refused too, if it works on the expected one:
 * else a program could print what breaks the checker, and so take itself out of the rewards.
 *
 * @param limits everything of a job but its program and tests
 * @returns one a judgement; null where the checker fails even on the expected output, so that nothing is known
 */
export async function runChecker(
  source: string, judgements: readonly Judgement[], limits: Limits, runJob: RunJob,
): Promise<(boolean | null)[]> {
  const judge = async (some: readonly Judgement[]): Promise<Answer[]> => {
    if (some.length === 0) return []
    const tests = some.map(({ input, expected, actual }) => ({ stdin: '', files: { 'input.txt': input, 'expected.txt': expected, 'actual.txt': actual } }))
    const { cells } = await runProgram({ ...limits, source, tests, functionName: null }, runJob, { mode: 'isolate', timing: 'exact' }, answerOf)
    return cells.map(cell => cell?.answer ?? null)
  }
  const answers = await judge(judgements)
  const failed = judgements.filter((_, i) => answers[i] === 'failed')
  const works = await judge(failed.map(judgement => ({ ...judgement, actual: judgement.expected })))
  return answers.map(answer => answer !== 'failed' ? answer : works.shift() === true ? false : null)
}

/** Null: a fault of the sandbox. */
type Answer = boolean | 'failed' | null

function answerOf({ how, code, cpuMs, output }: Ended): Ending & { answer: Answer } {
  const printed = how === 'exit' && code === 0 ? output.toString().trim().split(/\s+/)[0]! : ''
  return { how, code, cpuMs, answer: printed === '' || Number.isNaN(Number(printed)) ? 'failed' : Number(printed) > 0 }
}
