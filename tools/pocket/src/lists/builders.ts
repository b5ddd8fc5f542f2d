import { largest, smallest, sum } from '../arithmetic.ts'
import { none, type Operation } from '../chain/operation.ts'
import { step } from '../places.ts'
import { neighbours, type Numbers } from './steps.ts'

const prefixes = (expression: string, value: (prefix: Numbers) => number, end = 1) =>
  step<number>(`[${expression}(xs[:i${end === 0 ? '' : ` + ${end}`}]) for i in range(len(xs))]`, xs => xs.map((_, i) => value(xs.slice(0, i + end))))
const append = (expression: string, value: (xs: Numbers) => number) => step<number>(`xs + [${expression}]`, xs => [...xs, value(xs)])
const length = (xs: Numbers): number => xs.length

/** Operations that build a new list from several numbers at a time. */
export const builders: readonly Operation<Numbers>[] = [
  {
    name: 'prefix-sums', values: none,
    wordings: () => ['take the prefix sums', 'replace each number by the sum of the numbers up to it'],
    right: () => prefixes('sum', sum),
    slips: () => [prefixes('sum', sum, 0)],
  },
  {
    name: 'running-maximum', values: none,
    wordings: () => ['take the running maximum', 'replace each number by the largest number up to it'],
    right: () => prefixes('max', largest),
    slips: () => [prefixes('sum', sum)],
  },
  {
    name: 'running-minimum', values: none,
    wordings: () => ['take the running minimum', 'replace each number by the smallest number up to it'],
    right: () => prefixes('min', smallest),
    slips: () => [prefixes('max', largest)],
  },
  {
    name: 'differences', values: none,
    wordings: () => ['take the differences of neighbours, later minus earlier', 'replace the list by each next number minus the one before'],
    right: () => neighbours('b - a', (a, b) => b - a),
    slips: () => [neighbours('a - b', (a, b) => a - b), neighbours('abs(a - b)', (a, b) => Math.abs(a - b))],
  },
  {
    name: 'append-sum', values: none,
    wordings: () => ['append the sum of the list', 'add the sum of the numbers at the end'],
    right: () => append('sum(xs)', sum),
    slips: () => [append('len(xs)', length)],
  },
  {
    name: 'append-count', values: none,
    wordings: () => ['append the length of the list', 'add the count of the numbers at the end'],
    right: () => append('len(xs)', length),
    slips: () => [append('sum(xs)', sum), append('len(xs) + 1', xs => xs.length + 1)],
  },
]
