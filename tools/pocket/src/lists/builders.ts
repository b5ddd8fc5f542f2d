import { each, largest, none, pairs, smallest, step, sum, type Operation, type Step } from './operation.ts'

const prefixes = (expression: string, value: (prefix: readonly number[]) => number, extra = ' + 1'): Step =>
  step(`[${expression}(xs[:i${extra}]) for i in range(len(xs))]`, xs => xs.map((_, i) => value(xs.slice(0, i + (extra === '' ? 0 : 1)))))
const append = (expression: string, value: (xs: readonly number[]) => number): Step =>
  step(`xs + [${expression}]`, xs => [...xs, value(xs)])

/** Operations that build a new list from several numbers at a time. */
export const builders: readonly Operation[] = [
  {
    name: 'prefix-sums', values: none,
    wordings: () => ['take the prefix sums', 'replace each number by the sum of the numbers up to it'],
    right: () => prefixes('sum', sum),
    slips: () => [prefixes('sum', sum, '')],
  },
  {
    name: 'running-maximum', values: none,
    wordings: () => ['take the running maximum', 'replace each number by the largest number up to it'],
    right: () => prefixes('max', largest),
    slips: () => [prefixes('min', smallest)],
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
    right: () => pairs('b - a', (a, b) => b - a),
    slips: () => [pairs('a - b', (a, b) => a - b), pairs('abs(a - b)', (a, b) => Math.abs(a - b))],
  },
  {
    name: 'neighbour-sums', values: none,
    wordings: () => ['take the sums of neighbours', 'replace the list by the sums of adjacent numbers'],
    right: () => pairs('a + b', (a, b) => a + b),
    slips: () => [pairs('b - a', (a, b) => b - a)],
  },
  {
    name: 'neighbour-maxima', values: none,
    wordings: () => ['take the larger of each two neighbours', 'replace the list by the maximum of each adjacent pair'],
    right: () => pairs('max(a, b)', (a, b) => Math.max(a, b)),
    slips: () => [pairs('min(a, b)', (a, b) => Math.min(a, b))],
  },
  {
    name: 'append-sum', values: none,
    wordings: () => ['append the sum of the list', 'add the sum of the numbers at the end'],
    right: () => append('sum(xs)', sum),
    slips: () => [append('len(xs)', xs => xs.length)],
  },
  {
    name: 'append-count', values: none,
    wordings: () => ['append the length of the list', 'add the count of the numbers at the end'],
    right: () => append('len(xs)', xs => xs.length),
    slips: () => [append('sum(xs)', sum), append('len(xs) + 1', xs => xs.length + 1)],
  },
  {
    name: 'repeat-list', values: none,
    wordings: () => ['repeat the whole list twice', 'append a copy of the list'],
    right: () => step('xs * 2', xs => [...xs, ...xs]),
    slips: () => [each('x * 2', x => x * 2)],
  },
  {
    name: 'repeat-each', values: none,
    wordings: () => ['write each number twice in a row', 'repeat every number twice'],
    right: () => step('[x for x in xs for _ in range(2)]', xs => xs.flatMap(x => [x, x])),
    slips: () => [step('xs * 2', xs => [...xs, ...xs])],
  },
  {
    name: 'mirror', values: none,
    wordings: () => ['append the list in reverse', 'follow the list by its reverse'],
    right: () => step('xs + xs[::-1]', xs => [...xs, ...xs.toReversed()]),
    slips: () => [step('xs * 2', xs => [...xs, ...xs])],
  },
  {
    name: 'subtract-smallest', values: none,
    wordings: () => ['subtract the smallest number from each number', 'subtract the minimum of the list from every number'],
    right: () => step('[x - min(xs) for x in xs]', xs => xs.map(x => x - smallest(xs))),
    slips: () => [step('[x - max(xs) for x in xs]', xs => xs.map(x => x - largest(xs)))],
  },
]
