import type { Verdict } from '@cure-ts/records'
import { isKnowable } from './cell-cache.ts'
import { compareOutputs } from './compare-outputs.ts'
import { compileErrorCode, type Ended, type Ending, outOfMemoryCode } from './program-run.ts'
import type { TableJob } from './run-table.ts'
import type { TableOptions } from './table-options.ts'

/** A cell with its verdicts, and its output only where somebody still asks for it: outputs may be large, and a table has many. */
export interface JudgedCell extends Ending {
  /** One a test that has this cell's input; null: the checker decides. */
  verdicts: (Verdict | null)[]
  output: string | null
}

/** @param tests the tests of the job that have this cell's input */
export function judgeCell(cell: Ended, tests: readonly number[], job: TableJob, options: TableOptions): JudgedCell {
  const { how, code, cpuMs } = cell
  const failure = failureOf(cell, job.timeLimitMs, options.maxOutputBytes)
  const byChecker = failure === null && job.comparison === 'checker'
  const isNeeded = options.keepOutputs || byChecker || isKnowable(cell, options.timing)
  const output = isNeeded || failure === null ? cell.output.toString() : null
  const verdicts = tests.map(test => failure ?? (byChecker ? null : isExpected(output!, job.tests[test]!.output!, job) ? 'passed' : 'wrong-output'))
  return { how, code, cpuMs, verdicts, output: isNeeded ? output : null }
}

/** The verdict of a cell that did not run to its end with exit code 0; null: its output decides. */
function failureOf({ how, code, cpuMs, output }: Ended, timeLimitMs: number, maxOutputBytes: number): Verdict | null {
  if (output.length > maxOutputBytes) return 'output-limit'
  if (how === 'cpu' || how === 'idle' || cpuMs > timeLimitMs) return 'timed-out'
  if (how === 'signal') return 'signalled'
  if (code === compileErrorCode) return 'compile-error'
  if (code === outOfMemoryCode) return 'out-of-memory'
  return code === 0 ? null : 'runtime-error'
}

const isExpected = (actual: string, expected: string, { comparison, exeMethod }: TableJob): boolean =>
  compareOutputs(actual, expected, comparison) || (exeMethod === 'function' && equalJson(actual, expected))

/** A function's result has many spellings as JSON. */
function equalJson(left: string, right: string): boolean {
  try {
    const [one, other] = [left, right].map(text => JSON.stringify(JSON.parse(keepIntegers(text))))
    return one === other
  } catch {
    return false
  }
}

/** Integers that a JavaScript number can't hold, as objects that tell them apart. */
const keepIntegers = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, token => token.startsWith('"') ? token : `{"integer":"${token}"}`)
