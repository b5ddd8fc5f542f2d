import { ascending, descending, distinct, none, step, type Operation, type Step } from './operation.ts'

const sorted = (): Step => step('sorted(xs)', ascending)
const downwards = (): Step => step('sorted(xs, reverse=True)', descending)
const byAbsolute = (): Step => step('sorted(xs, key=abs)', xs => xs.toSorted((a, b) => Math.abs(a) - Math.abs(b)))
const backwards = (): Step => step('xs[::-1]', xs => xs.toReversed())
const firsts = (): Step => step('list(dict.fromkeys(xs))', distinct)
const sortedSet = (): Step => step('sorted(set(xs))', xs => ascending(distinct(xs)))
const leftwards = (k: number): Step => step(`xs[${k}:] + xs[:${k}]`, xs => [...xs.slice(k), ...xs.slice(0, k)])
const rightwards = (k: number): Step => step(`xs[-${k}:] + xs[:-${k}]`, xs => [...xs.slice(-k), ...xs.slice(0, -k)])

/** Operations that put the numbers into another order, or let repeated ones go. */
export const orders: readonly Operation[] = [
  {
    name: 'reverse', values: none,
    wordings: () => ['reverse the list', 'put the numbers in reverse order'],
    right: backwards,
    slips: () => [downwards()],
  },
  {
    name: 'sort', values: none,
    wordings: () => ['sort the numbers', 'sort the numbers in ascending order'],
    right: sorted,
    slips: () => [downwards(), sortedSet()],
  },
  {
    name: 'sort-descending', values: none,
    wordings: () => ['sort the numbers in descending order', 'sort from largest to smallest'],
    right: downwards,
    slips: () => [sorted(), backwards()],
  },
  {
    name: 'sort-by-absolute', values: none,
    wordings: () => ['sort the numbers by absolute value', 'order the numbers by absolute value keeping ties in place'],
    right: byAbsolute,
    slips: () => [sorted()],
  },
  {
    name: 'drop-repeats', values: none,
    wordings: () => ['drop repeated numbers keeping the first of each', 'remove duplicates and keep the order'],
    right: firsts,
    slips: () => [sortedSet()],
  },
  {
    name: 'sorted-distinct', values: none,
    wordings: () => ['remove duplicates and sort', 'sort the distinct numbers'],
    right: sortedSet,
    slips: () => [sorted(), firsts()],
  },
  {
    name: 'rotate-left', values: [1, 2],
    wordings: k => (k === 1 ? ['move the first number to the end'] : [`move the first ${k} numbers to the end`]),
    right: leftwards,
    slips: k => [rightwards(k)],
  },
  {
    name: 'rotate-right', values: [1, 2],
    wordings: k => (k === 1 ? ['move the last number to the front'] : [`move the last ${k} numbers to the front`]),
    right: rightwards,
    slips: k => [leftwards(k)],
  },
]
