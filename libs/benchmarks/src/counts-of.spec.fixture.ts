import { zeroCounts } from '@cure-ts/matrix'
import type { Counts } from '@cure-ts/records'

/** The counts of one task, 0 where nothing is said. */
export function countsOf(counts: Partial<Counts>): { counts: Counts } {
  return { counts: { ...zeroCounts, tasks: 1, ...counts } }
}
