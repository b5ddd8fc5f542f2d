import { lastValueFrom, tap } from 'rxjs'
import { checkTask, CureError, type Executed, type Task } from '@cure-ts/records'
import { pullThrough } from '@cure-ts/stream'
import type { CureConfig } from './cure-config.ts'
import { datasetRecord } from './dataset-record.ts'
import { drawTasks } from './draw-tasks.ts'
import type { Stages } from './load-stages.ts'
import type { Session } from './session.ts'

/** A task that teaches nothing right, and why. */
export interface SkippedTask {
  readonly taskId: string
  readonly reason: string
}

/** What a run knew when it looked: the tasks that it skips, of those that it draws in so many steps. */
export interface Skipped {
  readonly steps: number
  readonly tasks: readonly SkippedTask[]
}

export interface Checking {
  readonly config: Pick<CureConfig, 'sandbox' | 'seed' | 'steps' | 'tasksPerStep'>
  readonly stages: Pick<Stages, 'sandbox'>
  readonly session: Pick<Session, 'sandbox'>
  readonly onChecked?: (done: number, total: number) => void
}

/**
 * Tasks whose data is wrong, of those that a run draws: that contradict themselves, or whose first reference solution fails one of the tests that training uses. Its timeouts
 * say nothing against the tests, and neither does what the sandbox could not find out. A task without tests can still be trained on without labels.
 *
 * @param known tasks that are skipped in any case
 */
export async function findUnsound(tasks: readonly Task[], { config, stages, session, onChecked }: Checking, known: readonly SkippedTask[] = []): Promise<SkippedTask[]> {
  const reasons = new Map(known.map(({ taskId, reason }) => [taskId, reason]))
  for (const task of tasks) {
    const fault = checkTask(task).find(({ field }) => field !== 'test_input')
    if (fault !== undefined) reasons.set(String(task.task_id), `field ${fault.field}: ${fault.expected}`)
  }
  const checked = new Set<string>()
  for (;;) {
    // Without the tasks found so far the run draws others.
    const toRun = drawnTasks(tasks.filter(({ task_id }) => !reasons.has(String(task_id))), config).filter(({ task_id, solutions }) => solutions.length > 0 && !checked.has(String(task_id)))
    if (toRun.length === 0) break
    const executed = pullThrough(records(toRun), stages.sandbox.execute(config.sandbox, session.sandbox.run), 4 * config.sandbox.lanes).pipe(tap(record => {
      const failure = failureOf(record)
      if (failure !== null) reasons.set(record.taskId, failure)
      checked.add(record.taskId)
      onChecked?.(checked.size, toRun.length)
    }))
    await lastValueFrom(executed)
  }
  return tasks.flatMap(({ task_id }) => {
    const reason = reasons.get(String(task_id))
    return reason === undefined ? [] : [{ taskId: String(task_id), reason }]
  })
}

/** Those of all steps; until all were seen, every curriculum draws them in this order. */
function drawnTasks(tasks: readonly Task[], { seed, steps, tasksPerStep }: Checking['config']): readonly Task[] {
  return steps * tasksPerStep >= tasks.length ? tasks : drawTasks(tasks, { tasksPerStep: steps * tasksPerStep, seed, step: 1 })
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
export function skippedSentence(skipped: readonly SkippedTask[]): string {
  return `${skipped.length} ${skipped.length === 1 ? 'task is' : 'tasks are'} skipped, since the data is wrong, e.g. ${describe(skipped[0]!)}; cure datasets validate FILE --run says more.`
}

const describe = ({ taskId, reason }: SkippedTask) => `${taskId}: ${reason.replace(/\.$/, '')}`
