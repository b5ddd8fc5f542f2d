import { createHash } from 'node:crypto'
import type { Statistic } from '@cure-ts/records'
import type { RuleName } from './rule.ts'
import type { TaskAccuracies } from './task-accuracies.ts'

export interface CrossValidated {
  /** On tasks that had no say in which rule was chosen for them. */
  readonly accuracy: Statistic
  /** In how many folds each rule was chosen. */
  readonly choices: Readonly<Partial<Record<RuleName, number>>>
}

const mostFolds = 5

/**
 * Chooses the rule for each fold of tasks by the other folds, and measures it there: the accuracy to expect of choosing a rule by
 * data (Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x). Folds depend on the seed and the tasks' ids alone.
 *
 * @returns null for fewer than two tasks
 */
export function crossValidate(
  tasks: readonly { readonly taskId: string, readonly accuracies: TaskAccuracies }[],
  choose: (accuracies: readonly TaskAccuracies[]) => RuleName,
  { estimate, seed }: { readonly estimate: (values: readonly number[]) => Statistic, readonly seed: number },
): CrossValidated | null {
  if (tasks.length < 2) return null
  const dealt = tasks
    .map(task => ({ ...task, key: createHash('sha256').update(JSON.stringify([seed, 'fold', task.taskId])).digest('hex') }))
    .sort((a, b) => a.key < b.key ? -1 : 1)
  const folds = Math.min(mostFolds, tasks.length)
  const choices: Partial<Record<RuleName, number>> = {}
  const values: number[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    const isHeldOut = (index: number) => index % folds === fold
    const rule = choose(dealt.filter((_, index) => !isHeldOut(index)).map(({ accuracies }) => accuracies))
    choices[rule] = (choices[rule] ?? 0) + 1
    values.push(...dealt.filter((_, index) => isHeldOut(index)).map(({ accuracies }) => accuracies[rule]!))
  }
  return { accuracy: estimate(values), choices }
}
