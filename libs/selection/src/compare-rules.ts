import type { Statistic } from '@cure-ts/records'
import { crossValidate, type CrossValidated } from './cross-validate.ts'
import { type RuleName, ruleNames } from './rule.ts'
import type { TaskAccuracies } from './task-accuracies.ts'

/** How good a rule is over the compared tasks. */
export interface RuleAccuracy {
  readonly rule: RuleName
  /** The share of tasks whose chosen program is correct; where the rule draws, its expectation. */
  readonly accuracy: Statistic
  /** This accuracy less that of `random`, task by task. */
  readonly gain: Statistic
  /** This accuracy less that of the best rule, task by task; an interval that holds 0: the data do not tell them apart. */
  readonly behindBest: Statistic
}

export interface RuleComparison {
  /** Tasks compared: those with a generated test and with every program known to be right or wrong. */
  readonly tasks: number
  readonly leftOut: number
  /** The simplest first; `mbr-exec` only where every compared table has outputs. */
  readonly rules: readonly RuleAccuracy[]
  /** The highest accuracy without the oracle, the simplest of equals; null for no tasks. */
  readonly best: RuleName | null
  /** What choosing the rule itself by data is worth; null for fewer than two tasks. */
  readonly crossValidated: CrossValidated | null
}

/** A task by its id; null: it decides nothing. */
export interface ComparedTask {
  readonly taskId: string
  readonly accuracies: TaskAccuracies | null
}

/**
 * The accuracy of every rule over the same tasks, and which of them the data support.
 *
 * @param estimate a mean over tasks with its interval, e.g. a bootstrap
 * @param seed deals tasks out to the folds of the cross-validation
 */
export function compareRules(
  tasks: readonly ComparedTask[],
  { estimate, seed }: { readonly estimate: (values: readonly number[]) => Statistic, readonly seed: number },
): RuleComparison {
  const compared = tasks.flatMap(({ taskId, accuracies }) => accuracies === null ? [] : [{ taskId, accuracies }])
  const names = ruleNames.filter(rule => compared.every(({ accuracies }) => accuracies[rule] !== undefined))
  const candidates = names.filter(rule => rule !== 'oracle')
  const best = compared.length === 0 ? null : bestRule(compared.map(({ accuracies }) => accuracies), candidates)
  const difference = (rule: RuleName, other: RuleName) => estimate(compared.map(({ accuracies }) => accuracies[rule]! - accuracies[other]!))
  return {
    tasks: compared.length,
    leftOut: tasks.length - compared.length,
    rules: names.map(rule => ({
      rule,
      accuracy: estimate(compared.map(({ accuracies }) => accuracies[rule]!)),
      gain: difference(rule, 'random'),
      behindBest: difference(rule, best ?? rule),
    })),
    best,
    crossValidated: crossValidate(compared, accuracies => bestRule(accuracies, candidates), { estimate, seed }),
  }
}

/** The rule with the highest mean; rules are the simplest first, and so wins the simplest of equals. */
function bestRule(tasks: readonly TaskAccuracies[], candidates: readonly RuleName[]): RuleName {
  const totals = candidates.map(rule => tasks.reduce((sum, task) => sum + task[rule]!, 0))
  const highest = Math.max(...totals)
  return candidates[totals.findIndex(total => total > highest - 1e-9)]!
}
