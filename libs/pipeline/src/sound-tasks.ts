import { lastValueFrom, tap } from 'rxjs'
import { checkTask, CureError, type Executed, type Task } from '@cure-ts/records'
import { pullThrough } from '@cure-ts/stream'
import type { CureConfig } from './cure-config.ts'
import { datasetRecord } from './dataset-record.ts'
import type { Stages } from './load-stages.ts'
import type { Session } from './session.ts'

/** A task that teaches nothing right, and why. */
export interface SkippedTask {
  readonly taskId: string
  readonly reason: string
}

export interface Checking {
  readonly config: Pick<CureConfig, 'sandbox'>
  readonly stages: Pick<Stages, 'sandbox'>
  readonly session: Pick<Session, 'sandbox'>
  readonly onChecked?: (done: number, total: number) => void
}

/**
 * Tasks whose data is wrong: that contradict themselves, or whose first reference solution fails one of the tests that training uses. Its timeouts say nothing
 * against the tests, and neither does what the sandbox could not find out. A task without tests can still be trained on without labels.
 */
export async function findUnsound(tasks: readonly Task[], { config, stages, session, onChecked }: Checking): Promise<SkippedTask[]> {
  const reasons = new Map<string, string>()
  for (const task of tasks) {
    const fault = checkTask(task).find(({ field }) => field !== 'test_input')
    if (fault !== undefined) reasons.set(String(task.task_id), `field ${fault.field}: ${fault.expected}`)
  }
  const toRun = tasks.filter(({ task_id, solutions }) => solutions.length > 0 && !reasons.has(String(task_id)))
  let done = 0
  const executed = pullThrough(records(toRun), stages.sandbox.execute(config.sandbox, session.sandbox.run), 4 * config.sandbox.lanes).pipe(tap(record => {
    const failure = failureOf(record)
    if (failure !== null) reasons.set(record.taskId, failure)
    onChecked?.(++done, toRun.length)
  }))
  await lastValueFrom(executed, { defaultValue: undefined })
  return tasks.flatMap(({ task_id }) => {
    const reason = reasons.get(String(task_id))
    return reason === undefined ? [] : [{ taskId: String(task_id), reason }]
  })
}

function* records(tasks: readonly Task[]) {
  for (const task of tasks) yield datasetRecord({ ...task, solutions: task.solutions.slice(0, 1) }, 'solutions')
}

function failureOf({ verdicts: [row] }: Executed): string | null {
  const failed = row!.filter(verdict => !['passed', 'timed-out', 'missing'].includes(verdict))
  return failed.length === 0 ? null : `its reference solution fails ${failed.length} of ${row!.length} tests (${failed[0]})`
}

/** @throws CureError where none is left */
export function withoutSkipped(tasks: readonly Task[], skipped: readonly SkippedTask[]): readonly Task[] {
  const ids = new Set(skipped.map(({ taskId }) => taskId))
  const left = tasks.filter(({ task_id }) => !ids.has(String(task_id)))
  if (left.length === 0) throw new CureError(`No task is left to train on: the data of all is wrong, e.g. of ${describe(skipped[0]!)}; cure datasets validate FILE --run says more.`)
  return left
}

/** One sentence. */
export function skippedSentence(skipped: readonly SkippedTask[], tasks: number): string {
  return `${skipped.length} of ${tasks} tasks are skipped, since their data is wrong, e.g. ${describe(skipped[0]!)}; cure datasets validate FILE --run names them.`
}

const describe = ({ taskId, reason }: SkippedTask) => `${taskId}: ${reason.replace(/\.$/, '')}`
