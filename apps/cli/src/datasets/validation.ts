import { checkTask, type Executed, fileSource, jsonValues, type Program, RecordError, Task, decoder, type Verdict } from '@cure-ts/records'

/** A program of a task, and what became of it. */
export interface JudgedProgram {
  readonly programId: string
  /** Tests that it did not pass. */
  readonly failed: number
  readonly tests: number
  /** Of the first test that it did not pass. */
  readonly verdict: Verdict
}

/** What is wrong in a task file. */
export interface Validation {
  /** Tasks whose data is right. */
  tasks: number
  /** A sentence for each fault of the data. */
  readonly data: string[]
  /** Tasks with a reference solution that does not pass all tests, and those solutions; all of them: the tests are probably wrong. */
  readonly disagreeing: { readonly taskId: string, readonly solutions: number, readonly failing: readonly JudgedProgram[] }[]
  /** Reference solutions that are right and take longer than the task allows, here. */
  readonly slow: { readonly taskId: string, readonly programId: string, readonly cpuMs: number, readonly limitMs: number }[]
  /** Wrong solutions that pass all tests: the tests are too weak. */
  readonly undetected: { readonly taskId: string, readonly programId: string }[]
  /** Tasks on which the sandbox or a checker failed, so that nothing is known. */
  readonly unknown: string[]
  /** Reference solutions that ran, and those of them that passed all tests. */
  solutions: number
  passing: number
  /** Tasks without a reference solution, of which nothing can be said. */
  unchecked: number
}

export const newValidation = (): Validation => ({ tasks: 0, data: [], disagreeing: [], slow: [], undetected: [], unknown: [], solutions: 0, passing: 0, unchecked: 0 })

const decode = decoder(Task)

/** The tasks of a file whose data is right; every fault of the others is told to the validation, and none ends the reading. */
export async function* soundTasks(file: string, validation: Validation): AsyncGenerator<Task> {
  const seen = new Map<string, string>()
  try {
    for await (const { place, parse } of jsonValues(fileSource(file))) {
      const task = taskAt(place, parse, validation)
      if (task === undefined) continue
      const id = String(task.task_id)
      const faults = checkTask(task).map(({ field, expected }) => new RecordError(`${place} (${id})`, field, expected))
      if (seen.has(id)) faults.push(new RecordError(place, 'task_id', `Expected an id of its own, but ${id} is at ${seen.get(id)} too`))
      else seen.set(id, place)
      validation.data.push(...faults.map(({ message }) => message))
      if (faults.length > 0) continue
      validation.tasks += 1
      yield task
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    validation.data.push(error.message)
  }
}

function taskAt(place: string, parse: () => unknown, validation: Validation): Task | undefined {
  try {
    return decode(parse(), place)
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    validation.data.push(error.message)
    return undefined
  }
}

/**
 * So much longer than its limit a program may run here: how long a right one takes depends on the machine and on what else it does,
 * and is told apart from what it prints.
 */
export const patience = 3

/** Adds what a task's own programs did on its tests, run with {@link patience}. */
export function judgeReferences({ taskId, programs, verdicts, cpuMs, timeLimitMs }: Executed, validation: Validation): void {
  if (verdicts.flat().includes('missing')) {
    validation.unknown.push(taskId)
    return
  }
  const limitMs = timeLimitMs / patience
  const judged = programs.map((program, index) => judgeProgram(program, verdicts[index]!, Math.max(0, ...cpuMs[index]!.map(ms => ms ?? 0))))
  const solutions = judged.filter(({ programId }) => programId.startsWith('solutions-'))
  const failing = solutions.filter(({ failed }) => failed > 0)
  validation.solutions += solutions.length
  validation.passing += solutions.length - failing.length
  if (solutions.length === 0) validation.unchecked += 1
  if (failing.length > 0) validation.disagreeing.push({ taskId, solutions: solutions.length, failing })
  for (const { programId, failed, longestMs } of judged) {
    if (failed > 0) continue
    const isSlow = longestMs > limitMs
    if (isSlow && programId.startsWith('solutions-')) validation.slow.push({ taskId, programId, cpuMs: longestMs, limitMs })
    if (!isSlow && programId.startsWith('wrong_solutions-')) validation.undetected.push({ taskId, programId })
  }
}

function judgeProgram({ programId }: Program, row: readonly Verdict[], longestMs: number): JudgedProgram & { readonly longestMs: number } {
  const failed = row.filter(verdict => verdict !== 'passed')
  return { programId, failed: failed.length, tests: row.length, verdict: failed[0] ?? 'passed', longestMs }
}
