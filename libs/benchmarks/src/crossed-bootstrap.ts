import { randomIndex } from './random-index.ts'

/** What is measured of every task with every seed, `values[seed][task]`; null: the task does not decide it with that seed. */
export type SeedTasks = readonly (readonly (number | null)[])[]

/** A figure over seeds and tasks with its 95% interval. */
export interface Pooled {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly seeds: number
  /** Tasks that decide it, with any seed. */
  readonly tasks: number
}

/**
 * A figure over seeds and tasks with its 95% percentile interval by the pigeonhole bootstrap: seeds and tasks are drawn with replacement,
 * independently of each other, so that the interval holds for other training runs and for other tasks. Never much too narrow, and
 * rather too wide (Owen, arXiv 0712.1111). With one seed only the tasks vary.
 *
 * @param columns of the same seeds and tasks; pairs of columns stay together
 * @param figure of the columns' means, in their order
 * @returns null where a column has no value
 */
export function crossedBootstrap(columns: readonly SeedTasks[], figure: (...means: number[]) => number, { seed, resamples = 1000 }: { readonly seed: number, readonly resamples?: number }): Pooled | null {
  const [first = []] = columns
  const [seeds, tasks] = [first.length, first[0]?.length ?? 0]
  const all = (count: number) => Array.from({ length: count }, (_, index) => index)
  const means = columns.map(column => meanOver(column, all(seeds), all(tasks)))
  if (means.some(Number.isNaN)) return null
  const draw = randomIndex(seed)
  const drawn = (count: number) => Array.from({ length: count }, () => draw(count))
  const figures = Array.from({ length: resamples }, () => {
    const [drawnSeeds, drawnTasks] = [drawn(seeds), drawn(tasks)]
    return figure(...columns.map(column => meanOver(column, drawnSeeds, drawnTasks)))
  }).filter(value => !Number.isNaN(value)).sort((a, b) => a - b)
  const tail = Math.floor(0.025 * figures.length)
  const deciding = all(tasks).filter(task => columns.every(column => column.some(row => row[task] !== null))).length
  return { value: figure(...means), low: figures[tail]!, high: figures[figures.length - 1 - tail]!, seeds, tasks: deciding }
}

/** Over the cells that have a value; not a number where none has. */
function meanOver(column: SeedTasks, seeds: readonly number[], tasks: readonly number[]): number {
  let sum = 0
  let count = 0
  for (const seed of seeds) {
    const row = column[seed]!
    for (const task of tasks) {
      const value = row[task]!
      if (value === null) continue
      sum += value
      count += 1
    }
  }
  return sum / count
}
