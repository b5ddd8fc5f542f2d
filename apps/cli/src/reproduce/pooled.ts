import { crossedBootstrap, type EvaluationResult, type Pooled, refuseDifferent, type SeedTasks } from '@cure-ts/benchmarks'

/** The same evaluation with every seed; all have the same tasks in the same order. */
export type Results = readonly EvaluationResult[]

type TaskResult = EvaluationResult['tasks'][number]

const options = { seed: 1 }
const itself = (mean: number) => mean

/** A figure's mean over seeds and tasks. */
export function level(results: Results, figure: string): Pooled | null {
  return levelBy(results, task => task.figures[figure] ?? null)
}

/** The mean of what a function makes of each task of each result; null: the task does not count. */
export function levelBy(results: Results, value: (task: TaskResult, index: number, seed: number) => number | null): Pooled | null {
  return crossedBootstrap([results.map(({ tasks }, seed) => tasks.map((task, index) => value(task, index, seed)))], itself, options)
}

/** How much a figure differs, task by task and seed by seed: `after` - `before`. */
export function gain(before: Results, after: Results, figure: string): Pooled | null {
  return crossedBootstrap([differences(before, after, figure)], itself, options)
}

/** A figure's mean in `results` as a share of that in `reference`. */
export function ratio(results: Results, reference: Results, figure: string): Pooled | null {
  refuseOthers(reference, results)
  const column = (of: Results) => of.map(({ tasks }) => tasks.map(({ figures }) => figures[figure] ?? null))
  return crossedBootstrap([column(results), column(reference)], (part, whole) => part / whole, options)
}

/** The gain of one training as a share of another's, from the same start. */
export function gainShare(before: Results, after: Results, reference: Results, figure: string): Pooled | null {
  return crossedBootstrap([differences(before, after, figure), differences(before, reference, figure)], (part, whole) => part / whole, options)
}

function differences(before: Results, after: Results, figure: string): SeedTasks {
  refuseOthers(before, after)
  return after.map(({ tasks }, seed) => tasks.map(({ figures }, task) => {
    const [old, now] = [before[seed]!.tasks[task]!.figures[figure] ?? null, figures[figure] ?? null]
    return old === null || now === null ? null : now - old
  }))
}

/** @throws CureError where tasks or sampling settings differ: such results are never compared */
function refuseOthers(before: Results, after: Results): void {
  for (const [seed, result] of after.entries()) refuseDifferent(before[seed]!, result)
}
