import { createHash } from 'node:crypto'
import { comparisonOf, decoder, Task, type Test } from '@cure-ts/records'
import { readProgram } from '@cure-ts/sampling'
import type { RunTable } from '@cure-ts/sandbox'
import type { ScoreJob, ScoreResult } from './score-records.ts'
import type { TestSource } from './test-source.ts'

const decodeTask = decoder(Task)

/** Scores a job's programs by the share of generated tests that they pass (the label-free reward of arXiv 2506.03136); equal inputs count once. */
export async function scoreJob(job: ScoreJob, place: string, testsOf: TestSource, run: RunTable, signal: AbortSignal): Promise<ScoreResult> {
  const task = taskOf(job, place)
  const programs = job.programs ?? job.responses!.map(readProgram)
  const generated = await abortable(testsOf(task), signal)
  const { used, counts, failure } = sortTests(generated)
  const passed = used.length === 0 || programs.length === 0 ? programs.map(() => []) : await runPrograms(task, programs, used, run, signal)
  return {
    task_id: job.task_id ?? null,
    scores: passed.map((row, index) => used.length === 0 ? null : programs[index] === null ? 0 : meanOf(row)),
    tests: counts,
    passed,
    ...(failure !== undefined && { failure }),
  }
}

/** A task that has no id is known by its question: the seed of its tests depends on it. */
function taskOf(job: ScoreJob, place: string): Task {
  const known = Object.fromEntries(Object.entries(job).filter(([name, value]) => value !== null && name !== 'programs' && name !== 'responses'))
  return decodeTask({ test_input: [], test_output: [], ...known, task_id: createHash('sha256').update(job.question).digest('hex') }, place)
}

function sortTests(tests: readonly Test[]) {
  const failed = tests.filter(({ failure }) => failure !== undefined)
  const readable = tests.filter(({ input, output }) => input !== null && output !== null)
  const used = readable.filter(({ input }, index) => readable.findIndex(other => other.input === input) === index)
  const counts = { asked: tests.length, used: used.length, unreadable: tests.length - failed.length - readable.length, duplicate: readable.length - used.length, failed: failed.length }
  return { used, counts, failure: failed[0]?.failure }
}

async function runPrograms(task: Task, programs: readonly (string | null)[], tests: readonly Test[], run: RunTable, signal: AbortSignal): Promise<(0 | 1 | null)[][]> {
  const { verdicts } = await run({
    timeLimitMs: task.test_time_limit * 1000,
    memoryLimitBytes: task.memory_limit_mb * 1024 * 1024,
    exeMethod: task.exe_method,
    functionName: task.function_name ?? undefined,
    comparison: comparisonOf(task),
    checker: task.checker ?? undefined,
    programs,
    tests: tests.map(({ input, output }) => ({ input, output })),
  }, signal)
  return verdicts.map(row => row.map(verdict => verdict === 'missing' ? null : verdict === 'passed' ? 1 : 0))
}

function meanOf(row: readonly (0 | 1 | null)[]): number | null {
  const known = row.filter(cell => cell !== null)
  return known.length === 0 ? null : known.reduce<number>((sum, cell) => sum + cell, 0) / known.length
}

/** What somebody else may wait for too goes on. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let abort = () => undefined as void
  const aborted = new Promise<never>((_, reject) => { abort = () => reject(signal.reason) })
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
