import { none, type Operation } from '../chain/operation.ts'
import { step } from '../places.ts'
import { ascending, descending, distinct, type Numbers } from './steps.ts'

const sorted = step('sorted(xs)', ascending)
const downwards = step('sorted(xs, reverse=True)', descending)
const sortedSet = step('sorted(set(xs))', (xs: Numbers) => ascending(distinct(xs)))

/** Operations that put the numbers in order by their values, or let repeated ones go. */
export const orders: readonly Operation<Numbers>[] = [
  {
    name: 'sort', values: none,
    wordings: () => ['sort the numbers', 'sort the numbers in ascending order'],
    right: () => sorted,
    slips: () => [downwards, sortedSet],
  },
  {
    name: 'sort-descending', values: none,
    wordings: () => ['sort the numbers in descending order', 'sort from largest to smallest'],
    right: () => downwards,
    slips: () => [sorted, step('xs[::-1]', xs => xs.toReversed())],
  },
  {
    name: 'drop-repeats', values: none,
    wordings: () => ['drop repeated numbers keeping the first of each', 'remove duplicates and keep the order'],
    right: () => step('list(dict.fromkeys(xs))', distinct),
    slips: () => [sortedSet],
  },
]
