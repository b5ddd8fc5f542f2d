import { CureError, type Statistic } from '@cure-ts/records'
import { type BootstrapOptions, bootstrapMean } from './bootstrap-mean.ts'
import type { EvaluationResult, SamplingSettings } from './evaluation-result.ts'
import { figureTitles } from './figure-titles.ts'

/** One figure of two results, over the tasks that decide it in both. */
export interface ComparedFigure {
  readonly name: string
  readonly a: number
  readonly b: number
  /** b - a: the mean of the tasks' differences, with its interval over tasks. */
  readonly difference: NonNullable<Statistic>
}

/**
 * The difference of two results on the same tasks, figure by figure, by a paired bootstrap: each task's difference is taken first, and
 * tasks are resampled, so that what makes a task easy or hard for both cancels (Efron and Tibshirani, An Introduction to the Bootstrap).
 *
 * @throws CureError as {@link refuseDifferent} does
 */
export function compareResults(a: EvaluationResult, b: EvaluationResult, options: BootstrapOptions): ComparedFigure[] {
  refuseDifferent(a, b)
  const inB = new Map(b.tasks.map(({ taskId, figures }) => [taskId, figures]))
  return Object.keys(figureTitles).flatMap(name => {
    const pairs = a.tasks
      .map(({ taskId, figures }) => [figures[name] ?? null, inB.get(taskId)![name] ?? null] as const)
      .filter((pair): pair is readonly [number, number] => pair[0] !== null && pair[1] !== null)
    const difference = bootstrapMean(pairs.map(([old, now]) => now - old), options)
    const meanOf = (side: 0 | 1) => pairs.reduce((total, pair) => total + pair[side], 0) / pairs.length
    return difference === null ? [] : [{ name, a: meanOf(0), b: meanOf(1), difference }]
  })
}

/** @throws CureError where the tasks or the sampling settings of two results differ */
export function refuseDifferent(a: EvaluationResult, b: EvaluationResult): void {
  if (a.tasksDigest !== b.tasksDigest) {
    throw new CureError(`The results are of different tasks (${a.tasks.length} of ${a.taskFiles.join(', ')}; ${b.tasks.length} of ${b.taskFiles.join(', ')}); evaluate both on the same ones.`)
  }
  const names = Object.keys({ ...a.settings, ...b.settings }) as (keyof SamplingSettings)[]
  const different = names.filter(name => a.settings[name] !== b.settings[name])
  if (different.length > 0) {
    throw new CureError(`The results were sampled with different settings (${different.map(name => `${name} ${a.settings[name]} and ${b.settings[name]}`).join(', ')}); evaluate both with the same ones.`)
  }
}
