import type { Statistic } from '@cure-ts/records'
import { type BootstrapOptions, bootstrapMean } from './bootstrap-mean.ts'
import type { EvaluationResult } from './evaluation-result.ts'

type ResultTask = EvaluationResult['tasks'][number]

/** Tasks of a result that share a difficulty or a tag. */
export interface TaskGroup {
  readonly name: string
  readonly tasks: number
  /** By name, the mean over the tasks of the group that decide it. */
  readonly figures: Readonly<Record<string, Statistic>>
}

/** Figures by which parts of a data set are compared. */
export const groupFigures = ['referenceTestAccuracy', 'unitTestAccuracy', 'codeAccuracy', 'bestOfN', 'mu'] as const

/**
 * The figures of a result's parts: difficulties from easy to hard, tags with most tasks first. A task may belong to several.
 *
 * @returns nothing where fewer than two groups are known
 */
export function groupTasks({ tasks }: Pick<EvaluationResult, 'tasks'>, by: 'difficulty' | 'tags', options: BootstrapOptions): TaskGroup[] {
  const members = new Map<string, ResultTask[]>()
  for (const task of tasks) {
    for (const name of by === 'tags' ? task.tags ?? [] : [task.difficulty ?? []].flat()) members.set(name, [...members.get(name) ?? [], task])
  }
  if (members.size < 2) return []
  const groups = [...members].map(([name, own]): TaskGroup => ({
    name,
    tasks: own.length,
    figures: Object.fromEntries(groupFigures.map(figure => [figure, bootstrapMean(own.map(({ figures }) => figures[figure] ?? null).filter(value => value !== null), options)])),
  }))
  return groups.sort(by === 'difficulty' ? byDifficulty : (a, b) => b.tasks - a.tasks || a.name.localeCompare(b.name, 'en'))
}

const difficulties = ['easy', 'medium', 'hard', 'harder', 'hardest']

/** Words from easy to hard, then all others (ratings, letters of problems) in their own order. */
function byDifficulty(a: TaskGroup, b: TaskGroup): number {
  return rankOf(a) - rankOf(b) || a.name.localeCompare(b.name, 'en', { numeric: true })
}

function rankOf({ name }: TaskGroup): number {
  const rank = difficulties.indexOf(name.toLowerCase())
  return rank < 0 ? difficulties.length : rank
}

/** The tasks that fewest programs solve; of equals those of which Best-of-N is wrong, then those of the worst tests. Tasks that nothing is known of are left out. */
export function hardestTasks({ tasks }: Pick<EvaluationResult, 'tasks'>, count: number): ResultTask[] {
  const hardness = ['codeAccuracy', 'bestOfN', 'unitTestAccuracy'] as const
  return tasks
    .filter(({ figures }) => (figures['codeAccuracy'] ?? null) !== null)
    .toSorted((a, b) => hardness.reduce((order, name) => order || (a.figures[name] ?? 0) - (b.figures[name] ?? 0), 0))
    .slice(0, count)
}
