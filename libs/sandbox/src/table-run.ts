import type { Execution, Verdict } from '@cure-ts/records'
import { isKnowable, type KnownCell } from './cell-cache.ts'
import { runChecker } from './checker.ts'
import { confirmDoubtful } from './confirm-doubtful.ts'
import type { RunJob } from './program-job.ts'
import { jailsPerLane } from './jail-pool.ts'
import { judgeCell, type JudgedCell } from './judge-cell.ts'
import { type Ended, runProgram } from './program-run.ts'
import type { TableJob, TableResult } from './run-table.ts'
import type { TableOptions } from './table-options.ts'

/** A table's result, and those of its cells that ran now, for other tables. */
export interface TableRun extends Omit<TableResult, 'execution'>, Pick<Execution, 'retried' | 'rerun' | 'deduplicated'> {
  fresh: KnownCell[]
}

/**
 * Runs a table's cells through `runJob`, each distinct pair of program and input once, and none that is known from an earlier table.
 * Everything that needs an expected output happens here, outside the jail (a checker's program excepted, which gets a child of its own).
 */
export async function runTableCells(
  job: TableJob, known: readonly KnownCell[], options: TableOptions, runJob: RunJob,
): Promise<TableRun> {
  const testsByInput = group(job.tests.map(({ input, output }) => output === null ? null : input))
  const rowsByProgram = group(job.programs)
  const verdicts = job.programs.map(() => job.tests.map((): Verdict => 'unreadable'))
  const cpuMs = job.programs.map(() => job.tests.map((): number | null => null))
  const outputs = job.programs.map(() => job.tests.map((): string | null => null))
  const times = options.timing === 'wall' ? { idleLimitMs: job.timeLimitMs, sharing: 0 } : { idleLimitMs: options.idleLimitMs, sharing: 2 * jailsPerLane }
  const limits = { cpuLimitMs: job.timeLimitMs, ...times, memoryLimitBytes: job.memoryLimitBytes, outputLimitBytes: options.maxOutputBytes }
  const functionName = job.exeMethod === 'function' ? job.functionName! : null
  const earlier = new Map(known.map(({ program, test, cell }) => [`${program} ${test}`, cell]))
  const fresh: KnownCell[] = []
  let [retried, rerun, deduplicated] = [0, 0, 0]

  const runRows = async (source: string, rows: number[]): Promise<void> => {
    const program = rows[0]!
    const inputs = [...testsByInput].map(([stdin, places]) => ({ stdin, places, past: earlier.get(`${program} ${places[0]!}`) }))
    const unknown = inputs.filter(({ past }) => past === undefined)
    const programJob = { source, tests: unknown.map(({ stdin }) => ({ stdin })), ...limits, functionName }
    const keep = (cell: Ended, i: number): JudgedCell => judgeCell(cell, unknown[i]!.places, job, options)
    const run = await runProgram(programJob, runJob, options, keep)
    const confirmed = await confirmDoubtful(programJob, run.cells, runJob, options, keep)
    retried += run.retried
    rerun += confirmed.rerun
    const ended = inputs.flatMap(({ places, past }) => {
      const cell = past === undefined ? confirmed.cells.shift()! : judgeCell({ ...past, output: Buffer.from(past.output) }, places, job, options)
      if (past === undefined && cell !== null && cell.output !== null && isKnowable({ how: cell.how, output: cell.output }, options.timing)) {
        fresh.push({ program, test: places[0]!, cell: { how: cell.how, code: cell.code, cpuMs: cell.cpuMs, output: cell.output } })
      }
      deduplicated += rows.length * places.length - (past === undefined ? 1 : 0)
      return places.map((test, i) => ({ test, cell, verdict: cell === null ? 'missing' as const : cell.verdicts[i]! }))
    })
    const open = ended.flatMap(({ test, cell, verdict }) => verdict === null ? [{ input: job.tests[test]!.input!, expected: job.tests[test]!.output!, actual: cell.output! }] : [])
    const accepted = open.length > 0 ? await runChecker(job.checker!, open, limits, runJob) : []
    for (const { test, cell, verdict } of ended) {
      const judged = verdict ?? verdictOfChecker(accepted.shift()!)
      for (const row of rows) {
        verdicts[row]![test] = judged
        cpuMs[row]![test] = cell?.cpuMs ?? null
        outputs[row]![test] = options.keepOutputs ? cell?.output ?? null : null
      }
    }
  }
  if (testsByInput.size > 0) await Promise.all([...rowsByProgram].map(([source, rows]) => runRows(source, rows)))
  return { verdicts, cpuMs, ...(options.keepOutputs && { outputs }), fresh, retried, rerun, deduplicated }
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

const verdictOfChecker = (accepted: boolean | null): Verdict => accepted === null ? 'missing' : accepted ? 'passed' : 'wrong-output'
