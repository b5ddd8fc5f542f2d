import { Counts } from '@cure-ts/records'

const names = Object.keys(Counts.fields) as (keyof Counts)[]

/** The counts of no task. */
export const zeroCounts: Counts = countsOf(() => 0)

/** The counts of two sets of tasks together. */
export function addCounts(a: Counts, b: Counts): Counts {
  return countsOf(name => a[name] + b[name])
}

function countsOf(count: (name: keyof Counts) => number): Counts {
  return Object.fromEntries(names.map(name => [name, count(name)])) as Counts
}
