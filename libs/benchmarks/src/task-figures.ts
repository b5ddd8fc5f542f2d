import { countPairs, generatedColumns } from '@cure-ts/matrix'
import type { Counts, Table } from '@cure-ts/records'
import { ruleNames, type TaskAccuracies } from '@cure-ts/selection'
import { bestOfN } from './best-of-n.ts'
import { figures, ratio } from './figures.ts'
import { hoeffdingBound } from './hoeffding-bound.ts'
import { majorityOf } from './majority-of.ts'
import { passAtK } from './pass-at-k.ts'
import { passSizes, programSizes, testSizes } from './sizes.ts'

/** Generated tests of a task that its reference solution decides, and those of them that it passes. */
export interface ReferenceCounts {
  readonly decided: number
  readonly correct: number
}

/** One task of an evaluation; `reference` is null where the task has no reference solution that can be trusted. */
export interface MeasuredTask {
  readonly table: Table
  readonly reference: ReferenceCounts | null
  /** Of each program the index of the first one with the same code. */
  readonly alike: readonly number[]
  /** How good every rule of selection is on it; null: it decides nothing. */
  readonly rules: TaskAccuracies | null
}

/** Values by figure name (see `figureTitles`); null where the task does not decide it. */
export type NamedFigures = Readonly<Record<string, number | null>>

/** Every figure of one task that an evaluation reports. */
export function taskFigures({ table, reference, alike, rules }: MeasuredTask): NamedFigures {
  const { counts } = table
  const { pU: _, ...main } = figures(counts) // The same as unitTestAccuracy.
  return {
    ...referenceFigure(reference),
    ...main,
    ...lengthFigures(counts),
    ...Object.fromEntries(passSizes.map(k => [`passAt${k}`, passAtK(counts, k)])),
    ...Object.fromEntries(programSizes.flatMap(programs => testSizes.map(tests => [`bestOf${programs}x${tests}`, bestOfN(table, programs, tests)]))),
    ...Object.fromEntries(programSizes.map(programs => [`majorityOf${programs}`, majorityOf(table.correctPrograms, alike, programs)])),
    ...Object.fromEntries(ruleNames.map(rule => [`rule:${rule}`, rules?.[rule] ?? null])),
    ...precisionFigures(testSizes.map(tests => [tests, pairsAt(table, tests)])),
    ...Object.fromEntries(testSizes.map(tests => [`reversalAt${tests}`, reversalAt(table, tests)])),
    ...Object.fromEntries(testSizes.map(tests => [`boundAt${tests}`, boundAt(table, main.mu, tests)])),
  }
}

export function referenceFigure(reference: ReferenceCounts | null): NamedFigures {
  return { referenceTestAccuracy: reference === null ? null : ratio(reference.correct, reference.decided) }
}

export function lengthFigures(counts: Counts): NamedFigures {
  return {
    programTokens: ratio(counts.programTokens, counts.programs - counts.programsFailed),
    testTokens: ratio(counts.testTokens, counts.tests - counts.testsFailed),
  }
}

type Pairs = Pick<Counts, 'pairs' | 'pairsOrdered'>

export function precisionFigures(pairsBySize: readonly (readonly [number, Pairs])[]): NamedFigures {
  return Object.fromEntries(pairsBySize.map(([tests, { pairs, pairsOrdered }]) => [`precisionAt${tests}`, ratio(pairsOrdered, pairs)]))
}

/** Correct and wrong programs compared on the first `tests` generated tests; no pairs where there are fewer. */
export function pairsAt(table: Table, tests: number): Pairs {
  const columns = generatedColumns(table.origins)
  return columns.length < tests ? { pairs: 0, pairsOrdered: 0 } : countPairs(table, columns.slice(0, tests))
}

/** P(a wrong program passes more of the first `tests` generated tests than a correct one): where this is above the precision the tests mislead. */
function reversalAt(table: Table, tests: number): number | null {
  const { pairs, pairsOrdered } = pairsAt({ ...table, correctPrograms: table.correctPrograms.map(correct => correct === null ? null : !correct) }, tests)
  return ratio(pairsOrdered, pairs)
}

function boundAt({ origins }: Table, mu: number | null, tests: number): number | null {
  return mu === null || generatedColumns(origins).length < tests ? null : hoeffdingBound(mu, tests)
}
