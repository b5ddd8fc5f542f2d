import { concat, concatMap, defer, from, map, type Observable, of, type OperatorFunction, pipe, tap, toArray } from 'rxjs'
import type { Batch, Executed, Rewarded, StepReport, Task } from '@cure-ts/records'
import { onlyRole } from '@cure-ts/rewards'
import type { Learner, StepDone } from '@cure-ts/trainer-bridge'
import { type CureConfig, policyLagOf } from './cure-config.ts'
import { drawMeasured } from './draw-measured.ts'
import { drawTasks } from './draw-tasks.ts'
import { FailureCount } from './failure-count.ts'
import type { Stages } from './load-stages.ts'
import { reportStep } from './report-step.ts'
import { handOver } from './hand-over.ts'
import type { RunFolder } from './run-folder.ts'
import { configAt } from './schedule.ts'
import type { Session } from './session.ts'
import { StageClock } from './stage-clock.ts'

/** What every step of a run shares. */
export interface RunContext {
  readonly config: CureConfig
  readonly tasks: readonly Task[]
  readonly stages: Stages
  readonly session: Session
  readonly learner: Learner
  readonly run: RunFolder
  /** Tasks of the step that are through the sandbox. */
  readonly onExecuted?: (step: number, done: number, total: number) => void
}

/** One step's executed records, with the clock that its later stages go on with. */
export interface Experience {
  readonly step: number
  readonly executed: readonly Executed[]
  readonly clock: StageClock
}

/**
 * The first half of a step: tasks to executed records, on disk before they are emitted. Where they lie there already (the run was
 * interrupted after it sampled this step), they are read instead of sampled again.
 *
 * @param reports of the steps learned so far, from step 1
 * @param onSampled the sampler has nothing more to do for this step
 */
export function gather(context: RunContext, step: number, policyVersion: number, reports: readonly StepReport[], onSampled: () => void): Observable<Experience> {
  return defer(() => {
    const clock = new StageClock()
    return from(context.run.readExecuted(step)).pipe(
      concatMap(stored => stored === null ? sampleStep(context, { step, policyVersion, reports, clock, onSampled }) : of(stored).pipe(tap(onSampled))),
      map(executed => ({ step, executed, clock })),
    )
  })
}

interface Sampling {
  readonly step: number
  readonly policyVersion: number
  readonly reports: readonly StepReport[]
  readonly clock: StageClock
  readonly onSampled: () => void
}

function sampleStep({ config, tasks, stages, session, run, onExecuted }: RunContext, { step, policyVersion, reports, clock, onSampled }: Sampling): Observable<Executed[]> {
  const { seed, tasksPerStep, curriculum, sampling, sandbox } = configAt(config, step)
  const draw = { tasksPerStep, seed, step }
  const drawn = curriculum === 'measured' ? drawMeasured(tasks, draw, reports, policyLagOf(config)) : drawTasks(tasks, draw)
  const order = new Map(drawn.map(({ task_id }, index) => [String(task_id), index]))
  let done = 0
  return from(drawn).pipe(
    clock.timed('sample', stages.sampling.sample({ ...sampling, seed, step, policyVersion }, session)),
    tap({ complete: onSampled }),
    clock.timed('execute', stages.sandbox.execute(sandbox, session.sandbox.run)),
    tap(() => onExecuted?.(step, ++done, drawn.length)),
    toArray(),
    map(executed => executed.sort((a, b) => order.get(a.taskId)! - order.get(b.taskId)!)),
    tap(executed => {
      const failures = new FailureCount()
      for (const record of executed) failures.add(record)
      failures.refuseAllFailed(`step ${step}`)
    }),
    concatMap(executed => run.writeExecuted(step, executed).then(() => executed)),
  )
}

/**
 * The second half of a step: executed records to new weights, which are handed to those who sample, and a report. Stored records give what fresh ones gave.
 *
 * @param earlier reports of the steps before, from step 1
 */
export function learn({ config, stages, session, learner, run }: RunContext, { step, executed, clock }: Experience, earlier: readonly StepReport[]): Observable<StepReport> {
  const { rewards, sampling, sampler, seed, keep } = configAt(config, step)
  const isForeignTester = sampler.testerBaseUrl !== null // Its responses are not this policy's.
  const rewarded: Rewarded[] = []
  const batches: Batch[] = []
  return from(executed).pipe(
    clock.timed('tabulate', stages.matrix.tabulate()),
    clock.timed('reward', pipe(stages.rewards.reward(rewards), map(record => isForeignTester ? onlyRole(record, 'coder') : record))),
    collectInto(rewarded),
    clock.timed('batch', stages['trainer-bridge'].batch({ step, temperature: sampling.temperature })),
    collectInto(batches),
    clock.timed('update', stages['trainer-bridge'].update(learner)),
    toArray<StepDone>(),
    concatMap(updates => handOver(session, learner).pipe(map(busyMs => {
      clock.add('update', busyMs)
      return reportStep(step, seed, executed, rewarded, updates, batches, clock.seconds(), earlier)
    }))),
    concatMap(report => concat(
      defer(() => keep === 'reports' ? Promise.resolve() : run.writeRewarded(step, rewarded)),
      defer(() => run.appendReport(report)),
    ).pipe(toArray(), map(() => report))),
  )
}

const collectInto = <T>(items: T[]): OperatorFunction<T, T> => tap(item => items.push(item))
