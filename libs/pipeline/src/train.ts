import { BehaviorSubject, combineLatest, concat, concatMap, defer, EMPTY, first, ignoreElements, mergeMap, type Observable, of, range, tap } from 'rxjs'
import type { Evaluation, StepReport, Task } from '@cure-ts/records'
import { bestEvaluation, fallWarnings } from './best-evaluation.ts'
import { policyLagOf } from './cure-config.ts'
import { evaluate } from './evaluate.ts'
import { handOver } from './hand-over.ts'
import { inOrder } from './in-order.ts'
import { gather, learn, type RunContext } from './run-step.ts'

export type TrainEvent =
  | { readonly type: 'step', readonly report: StepReport }
  | { readonly type: 'evaluation', readonly evaluation: Evaluation }

export interface TrainContext extends RunContext {
  /** Of the steps whose weights the learner has, from step 1. */
  readonly reports: readonly StepReport[]
  readonly policyVersion: number
  readonly evaluations: readonly Evaluation[]
  readonly heldOut: readonly Task[]
  readonly validation: readonly Task[]
  readonly onEvaluated?: (done: number, total: number) => void
}

/**
 * A run from its first undone step to its last: evaluate, then sample, execute, tabulate, reward, batch and update step by step, then evaluate.
 *
 * `done$` is the one backward edge of the pipeline: step s is sampled when step s - 1 - maxPolicyLag has been learned and step s - 1 has been
 * sampled, so that the sampler stands still neither while the sandbox runs the last programs of a step nor during its update.
 */
export function train(context: TrainContext): Observable<TrainEvent> {
  const { config } = context
  const stepsDone = context.reports.length
  const reports = [...context.reports]
  const lag = policyLagOf(config)
  const done$ = new BehaviorSubject({ step: stepsDone, policyVersion: context.policyVersion })
  const sampled$ = new BehaviorSubject(stepsDone)
  const steps = range(stepsDone + 1, Math.max(0, config.steps - stepsDone)).pipe(
    mergeMap(step => combineLatest([done$, sampled$]).pipe(
      first(([done, sampled]) => sampled === step - 1 && done.step >= step - 1 - lag),
      concatMap(([{ policyVersion }]) => gather(context, step, policyVersion, reports, () => sampled$.next(step))),
    ), lag + 1),
    inOrder(({ step }) => step, stepsDone + 1),
    concatMap(experience => learn(context, experience, reports).pipe(
      tap(report => { reports.push(report) }),
      concatMap(report => concat(
        of<TrainEvent>({ type: 'step', report }),
        validation(context, report),
        defer(() => {
          done$.next(report)
          return EMPTY
        }),
      )),
    )),
    concatMap(async event => {
      // The records since the last checkpoint stay: a resumed run trains on them again.
      if (event.type === 'step') await context.run.prune(config.keep, event.report.step - config.learner.saveEvery)
      return event
    }),
  )
  return concat(
    handOver(context.session, context.learner).pipe(ignoreElements()), // What samples may have been started on any weights.
    evaluation(context, 'held-out', { step: 0, policyVersion: 0 }),
    validation(context, done$.value), // A run may have been interrupted during it.
    steps,
    defer(() => done$.value.step === 0 ? EMPTY : evaluation(context, 'held-out', done$.value)), // Without a step, after is before.
  )
}

/** The validation that is due after a step, if one is. */
function validation(context: TrainContext, at: At): Observable<TrainEvent> {
  const { everySteps } = context.config.evaluation
  return at.step > 0 && everySteps > 0 && at.step % everySteps === 0 ? evaluation(context, 'validation', at) : EMPTY
}

/** One evaluation, written to the run; nothing where it was made before, or where there are no tasks for it. */
function evaluation(context: TrainContext, split: Evaluation['split'], at: At): Observable<TrainEvent> {
  const tasks = split === 'held-out' ? context.heldOut : context.validation
  const isMade = context.evaluations.some(made => made.split === split && made.step === at.step)
  if (tasks.length === 0 || isMade || (at.step === 0 && context.reports.length > 0)) return EMPTY
  return evaluate(context, tasks, { split, step: at.step, policyVersion: at.policyVersion }).pipe(
    concatMap(async ({ evaluation: measured }) => {
      const earlier = await context.run.readEvaluations()
      const best = bestEvaluation([...earlier, measured])
      // The checkpoint first: a validation that is on disk is not made again, and its weights would be missed.
      if (best === measured) await context.learner.save('best')
      const made = { ...measured, warnings: split === 'validation' && best !== undefined ? fallWarnings(measured, best) : [] }
      await context.run.appendEvaluation(made)
      return { type: 'evaluation' as const, evaluation: made }
    }),
  )
}

type At = Pick<Evaluation, 'step' | 'policyVersion'>
