import { selectProgram } from '@cure-ts/matrix'
import type { Statistic, Table } from '@cure-ts/records'
import { type BootstrapOptions, bootstrapMean } from './bootstrap-mean.ts'

/** Best-of-N accuracy with `programs` candidates and `tests` generated tests. */
export interface BestOfN {
  readonly programs: number
  readonly tests: number
  /** Over the tasks that have as many programs and tests and whose chosen program is known to be right or wrong. */
  readonly accuracy: Statistic
}

/**
 * Best-of-N accuracy at every pair of sizes (arXiv 2506.03136, section 4): each task's first `programs` programs and first
 * `tests` generated tests.
 */
export function bestOfNGrid(
  tables: readonly Pick<Table, 'passed' | 'origins' | 'correctPrograms'>[],
  programCounts: readonly number[] = [2, 4, 8, 16],
  testCounts: readonly number[] = [1, 2, 4, 8, 16],
  options: BootstrapOptions = { seed: 0 },
): BestOfN[] {
  return programCounts.flatMap(programs => testCounts.map(tests => {
    const selections = tables
      .filter(table => table.passed.length >= programs && generatedTests(table) >= tests)
      .map(table => table.correctPrograms[selectProgram(table, programs, tests)!]!)
    const decided = selections.filter(correct => correct !== null)
    return { programs, tests, accuracy: bootstrapMean(decided.map(Number), options) }
  }))
}

function generatedTests({ origins }: Pick<Table, 'origins'>): number {
  return origins.filter(origin => origin === 'generated').length
}
