import type { Verdict } from '@cure-ts/records'
import { compareOutputs } from './compare-outputs.ts'
import type { ProgramJob, ProgramReply } from './jail.ts'
import { compileErrorCode, type Ended, outOfMemoryCode, runProgram } from './program-run.ts'
import type { TableJob, TableResult } from './run-table.ts'

export interface TableOptions {
  mode: 'reuse' | 'isolate'
  idleLimitMs: number
  maxOutputBytes: number
  keepOutputs: boolean
}

/** Enough that the jail never waits for us; more would only fill its pipe. */
const programsInFlight = 2

/**
 * Runs a table's cells through `runJob`, each distinct pair of program and input once.
 * Everything that needs an expected output happens here, outside the jail.
 */
export async function runTableCells(
  job: TableJob, options: TableOptions, runJob: (job: ProgramJob) => Promise<ProgramReply>,
): Promise<Omit<TableResult, 'execution'> & { retried: number, deduplicated: number }> {
  const testsByInput = group(job.tests.map(({ input, output }) => output === null ? null : input))
  const rowsByProgram = group(job.programs)
  const verdicts = job.programs.map(() => job.tests.map((): Verdict => 'unreadable'))
  const cpuMs = job.programs.map(() => job.tests.map((): number | null => null))
  const outputs = job.programs.map(() => job.tests.map((): string | null => null))
  const inputs = [...testsByInput.keys()]
  let [retried, deduplicated] = [0, 0]

  const fill = (rows: number[], tests: number[], cell: Ended | null): void => {
    const failure = cell === null ? 'missing' : failureOf(cell, job.timeLimitMs, options.maxOutputBytes)
    const output = cell === null || (failure !== null && !options.keepOutputs) ? null : cell.output.toString()
    for (const test of tests) {
      const verdict = failure ?? (judge(output!, job.tests[test]!.output!, job) ? 'passed' : 'wrong-output')
      for (const row of rows) {
        verdicts[row]![test] = verdict
        cpuMs[row]![test] = cell?.cpuMs ?? null
        outputs[row]![test] = output
      }
    }
    deduplicated += rows.length * tests.length - 1
  }

  const queue = [...rowsByProgram]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && inputs.length > 0; next = queue.shift()) {
      const [source, rows] = next
      const limits = { cpuLimitMs: job.timeLimitMs, idleLimitMs: options.idleLimitMs, memoryLimitBytes: job.memoryLimitBytes, outputLimitBytes: options.maxOutputBytes }
      const functionName = job.exeMethod === 'function' ? job.functionName ?? null : null
      const run = await runProgram({ source, inputs, ...limits, functionName }, runJob, options.mode === 'isolate')
      retried += run.retried
      for (const [i, input] of inputs.entries()) fill(rows, testsByInput.get(input)!, run.cells[i]!)
    }
  }
  await Promise.all(Array.from({ length: programsInFlight }, work))
  return { verdicts, cpuMs, ...(options.keepOutputs && { outputs }), retried, deduplicated }
}

/** The places of each distinct text. */
function group(texts: readonly (string | null)[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [i, text] of texts.entries()) {
    if (text === null) continue
    const known = places.get(text)
    if (known === undefined) places.set(text, [i])
    else known.push(i)
  }
  return places
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

function judge(actual: string, expected: string, { exeMethod, comparison }: TableJob): boolean {
  return compareOutputs(actual, expected, comparison) || (exeMethod === 'function' && equalJson(actual, expected))
}

/** A function's result has many spellings as JSON. */
function equalJson(left: string, right: string): boolean {
  try {
    return JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right))
  } catch {
    return false
  }
}
