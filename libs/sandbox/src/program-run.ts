import { JailDeath } from './jail.ts'
import { type Cell, type Company, mostTestsPerJob, type ProgramJob, type ProgramReply, type RunJob } from './program-job.ts'
import type { TableOptions } from './table-options.ts'

/** How one program ended on one test. */
export interface Ended extends Cell {
  how: 'exit' | 'signal' | 'cpu' | 'idle'
}
export type Ending = Omit<Ended, 'output'>

export interface ProgramRun<Kept> {
  /** One a test; null where the sandbox failed for good. */
  cells: (Kept | null)[]
  /** Cells run again after a fault of the sandbox. */
  retried: number
}

export const compileErrorCode = -1
export const outOfMemoryCode = -2
const retries = 2
const sigkill = 9
/** A program with so many timeouts is slow: its other tests run beside each other, each in its own child. */
const slowAfter = 1
/** With so many timing `leash` shortens the limits of its other tests, and only then are they run beside each other. */
const leashAfter = 2
const leashMs = 100

/**
 * Runs one program on all its tests in as few child processes as is exact: whatever a test leaves behind, the next test
 * never meets it.
 *
 * @param runJob runs some of the tests in one new child; its rejection with a {@link JailDeath} is tried again
 * @param options mode `isolate`: a child a test, from the start; timing: see the sandbox's config
 * @param keep what stays in memory of a cell, called as soon as it came
 */
export async function runProgram<Kept extends Ending>(
  job: ProgramJob, runJob: RunJob, options: Pick<TableOptions, 'mode' | 'timing'>, keep: (cell: Ended, test: number) => Kept, company: Company = 'quick',
): Promise<ProgramRun<Kept>> {
  const cells: (Kept | null)[] = []
  const isLeashed = options.timing === 'leash'
  let retried = 0
  let faults = 0
  let timeouts = 0
  let atOnce = options.mode === 'isolate' ? 1 : mostTestsPerJob
  while (cells.length < job.tests.length) {
    if (faults > retries) return { cells: [...cells, ...job.tests.slice(cells.length).map(() => null)], retried }
    if (timeouts >= (isLeashed ? leashAfter : slowAfter)) {
      const limits = isLeashed ? { cpuLimitMs: Math.min(job.cpuLimitMs, leashMs), idleLimitMs: Math.min(job.idleLimitMs, leashMs) } : {}
      const rest = await Promise.all(job.tests.slice(cells.length).map((test, i) => runProgram({ ...job, ...limits, tests: [test] }, runJob, options, cell => keep(cell, cells.length + i), 'slow')))
      return { cells: [...cells, ...rest.flatMap(run => run.cells)], retried: rest.reduce((sum, run) => sum + run.retried, retried) }
    }
    const tests = job.tests.slice(cells.length, cells.length + atOnce)
    let reply: ProgramReply
    try {
      reply = await runJob({ ...job, tests }, company)
    } catch (error) {
      if (!(error instanceof JailDeath)) throw error
      faults += 1
      if (faults <= retries) retried += tests.length
      continue
    }
    const ended = endedCells(reply)
    const last = ended.at(-1)!
    if (ended[0]!.code === compileErrorCode && ended[0]!.how === 'exit') return { cells: job.tests.map((_, i) => keep({ ...ended[0]!, cpuMs: i === 0 ? ended[0]!.cpuMs : 0 }, i)), retried }
    const killed = wasKilled(last, job.cpuLimitMs)
    // A process that served other tests before may have died of what they left in memory: this test gets a new one.
    if (killed || (ended.length > 1 && diedOfMemory(last))) ended.pop()
    for (const cell of ended) cells.push(keep(cell, cells.length))
    if (killed) faults += 1
    if (killed && faults <= retries) retried += 1
    if (last.how === 'cpu' || last.how === 'idle') timeouts += 1
    if (reply.end === null && ended.length < tests.length) atOnce = 1 // It leaves dirt after each test.
  }
  return { cells, retried }
}

const endedCells = ({ cells, end }: ProgramReply): Ended[] =>
  cells.map((cell, i) => end !== null && i === cells.length - 1 ? { ...cell, ...end } : { ...cell, how: 'exit' })

/** A program can't send itself a SIGKILL, and dies of none of its limits but that of CPU time: it was the machine, as when it has no memory left. */
const wasKilled = ({ how, code, cpuMs }: Ended, cpuLimitMs: number): boolean => how === 'signal' && code === sigkill && cpuMs <= cpuLimitMs

const diedOfMemory = ({ how, code }: Ended): boolean => how === 'signal' || (how === 'exit' && code === outOfMemoryCode)
