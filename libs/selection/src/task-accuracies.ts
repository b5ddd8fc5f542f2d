import type { SelectionTable } from './candidates.ts'
import { type RuleName, ruleNames } from './rule.ts'
import { scorePrograms } from './score-programs.ts'

/** The accuracy of rules on one task, from 0 to 1. */
export type TaskAccuracies = Readonly<Partial<Record<RuleName, number>>>

/**
 * How good every rule is on one task: 1 where the program that it chooses is correct, else 0; where it draws among several, the share of them that is
 * correct, which is the expectation. `mbr-exec` is there only where the table has outputs.
 *
 * @returns null where the task decides nothing: it has no generated test, or a program that is not known to be right or wrong
 */
export function taskAccuracies(table: SelectionTable): TaskAccuracies | null {
  const { origins, correctPrograms, outputs } = table
  if (!origins.includes('generated') || correctPrograms.length === 0 || correctPrograms.includes(null)) return null
  const names = ruleNames.filter(rule => rule !== 'mbr-exec' || outputs !== undefined)
  return Object.fromEntries(names.map(rule => {
    const { best } = scorePrograms(table, rule)
    return [rule, best.filter(program => correctPrograms[program] === true).length / best.length]
  }))
}
