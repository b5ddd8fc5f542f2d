import { defer, map, type Observable, pipe, tap, toArray } from 'rxjs'
import { bootstrapMean, type MeasuredTask, type ReferenceCounts, summarize } from '@cure-ts/benchmarks'
import type { Evaluation, Sampled, Table, Task } from '@cure-ts/records'
import type { SamplingStep } from '@cure-ts/sampling'
import { type TaskAccuracies, taskAccuracies } from '@cure-ts/selection'
import { pullThrough } from '@cure-ts/stream'
import type { CureConfig } from './cure-config.ts'
import { FailureCount } from './failure-count.ts'
import type { Stages } from './load-stages.ts'
import { referenceCounts, withoutReference, withReference } from './reference-solution.ts'
import type { Session } from './session.ts'

export interface EvaluationContext {
  readonly config: CureConfig
  readonly stages: Stages
  readonly session: Session
  readonly onEvaluated?: (done: number, total: number) => void
}

export interface Evaluated {
  readonly evaluation: Evaluation
  /** In the order of the task file. */
  readonly tasks: readonly MeasuredTask[]
  /** One sentence where some samples failed. */
  readonly failures: string | null
}

/** How an evaluation samples. */
export function evaluationSampling(config: CureConfig, policyVersion: number): SamplingStep {
  const { temperature, topP, topK } = config.evaluation
  return { ...config.sampling, temperature, topP, topK, pGiveExample: 0, seed: config.seed, step: 0, policyVersion }
}

/**
 * Samples, executes and tabulates tasks with the current weights, at the evaluation's sampling settings. Every evaluation of a run draws
 * from the same random streams, so that before and after are compared on like terms.
 *
 * A task's reference solution, where there is one, runs beside the programs and says which generated tests are right.
 */
export function evaluate(context: EvaluationContext, tasks: readonly Task[], at: Pick<Evaluation, 'step' | 'split' | 'policyVersion'>): Observable<Evaluated> {
  const { config, stages, session, onEvaluated } = context
  const { maxGroundTruthTests } = config.evaluation
  const solutions = new Map(tasks.map(({ task_id, solutions: [first] }) => [String(task_id), first]))
  const order = new Map(tasks.map(({ task_id }, index) => [String(task_id), index]))
  const references = new Map<string, ReferenceCounts | null>()
  const alike = new Map<string, number[]>()
  const rules = new Map<string, TaskAccuracies | null>()
  const failures = new FailureCount()
  // A request's group closes only when it is full, so more tasks than one group have to be under way.
  const inFlight = 4 * Math.max(16, config.sampling.promptsPerRequest)
  const tabulateWithReference = pipe(
    stages.sampling.sample(evaluationSampling(config, at.policyVersion), session),
    map((sampled: Sampled) => withReference(sampled, solutions.get(sampled.taskId))),
    stages.sandbox.execute({ ...config.sandbox, maxGroundTruthTests }, session.sandbox.run),
    tap(executed => references.set(executed.taskId, referenceCounts(executed))),
    map(withoutReference),
    tap(executed => failures.add(executed)),
    tap(({ taskId, programs }) => alike.set(taskId, firstAlike(programs.map(({ code }) => code)))),
    stages.matrix.tabulate(),
  )
  return defer(() => {
    const startedAt = performance.now()
    let done = 0
    return pullThrough(tasks, tabulateWithReference, inFlight).pipe(
      tap(table => rules.set(table.taskId, taskAccuracies(table))),
      map(withoutTexts),
      tap(() => onEvaluated?.(++done, tasks.length)),
      toArray(),
      map(tables => {
        failures.refuseAllFailed('the evaluation')
        tables.sort((a, b) => order.get(a.taskId)! - order.get(b.taskId)!)
        const measured = tables.map(table => ({ table, reference: references.get(table.taskId) ?? null, alike: alike.get(table.taskId)!, rules: rules.get(table.taskId)! }))
        const known = measured.flatMap(({ reference }) => reference === null || reference.decided === 0 ? [] : [reference.correct / reference.decided])
        const evaluation: Evaluation = {
          ...at,
          ...summarize(tables, { seed: config.seed }),
          ...(known.length > 0 && { referenceTestAccuracy: bootstrapMean(known, { seed: config.seed }) }),
          seconds: (performance.now() - startedAt) / 1000,
        }
        return { evaluation, tasks: measured, failures: failures.summary }
      }),
    )
  })
}

/** Only the figures are wanted; the texts of a large evaluation would fill the memory. */
function withoutTexts(table: Table): Table {
  const { outputs: _, ...figures } = table
  return { ...figures, responses: {} }
}

/** Of each text the index of the first equal one; one that could not be read is like none. */
function firstAlike(texts: readonly (string | null)[]): number[] {
  return texts.map((text, index) => text === null ? index : texts.indexOf(text))
}
