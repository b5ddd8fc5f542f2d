import { largest, smallest } from '../arithmetic.ts'
import { none, type Operation, type Step } from '../chain/operation.ts'
import { operations as listOperations } from '../lists/kind.ts'
import { ascending, type Numbers } from '../lists/steps.ts'
import { named } from '../places.ts'

/** Two lists, of which operations change the first. */
export interface Pair {
  readonly xs: Numbers
  readonly ys: Numbers
}

const step = (expression: string, value: (pair: Pair) => Numbers): Step<Pair> => ({ line: `xs = ${expression}`, apply: pair => ({ xs: value(pair), ys: pair.ys }) })
const keep = (condition: string, holds: (x: number, ys: Numbers) => boolean) => step(`[x for x in xs if ${condition}]`, ({ xs, ys }) => xs.filter(x => holds(x, ys)))
const zip = (expression: string, value: (x: number, y: number) => number) =>
  step(`[${expression} for x, y in zip(xs, ys)]`, ({ xs, ys }) => xs.slice(0, ys.length).map((x, i) => value(x, ys[i] as number)))

/** An operation on one list, done to the first of two. */
const onFirst = (operation: Operation<Numbers>): Operation<Pair> => {
  const lift = (one: Step<Numbers>): Step<Pair> => ({ line: one.line, apply: ({ xs, ys }) => ({ xs: one.apply(xs), ys }) })
  return {
    name: operation.name,
    values: operation.values,
    wordings: k => operation.wordings(k),
    right: k => lift(operation.right(k)),
    slips: k => operation.slips(k).map(lift),
  }
}

const common = keep('x in ys', (x, ys) => ys.includes(x))
const others = keep('x not in ys', (x, ys) => !ys.includes(x))
const joined = step('xs + ys', ({ xs, ys }) => [...xs, ...ys])
const occurrences = (xs: Numbers, x: number): number => xs.filter(y => y === x).length

/** Operations that need the second list. */
export const both: readonly Operation<Pair>[] = [
  { name: 'keep-common', values: none, wordings: () => ['keep the numbers that are in the second list', 'keep only what the second list has too'], right: () => common, slips: () => [others] },
  { name: 'drop-common', values: none, wordings: () => ['drop the numbers that are in the second list', 'remove what the second list has too'], right: () => others, slips: () => [common] },
  {
    name: 'append-second', values: none,
    wordings: () => ['append the second list', 'add the second list at the end'],
    right: () => joined,
    slips: () => [step('xs + xs', ({ xs }) => [...xs, ...xs])],
  },
  { name: 'prepend-second', values: none, wordings: () => ['put the second list in front', 'add the second list at the front'], right: () => step('ys + xs', ({ xs, ys }) => [...ys, ...xs]), slips: () => [joined] },
  {
    name: 'merge', values: none,
    wordings: () => ['merge it with the second list in ascending order', 'append the second list and sort'],
    right: () => step('sorted(xs + ys)', ({ xs, ys }) => ascending([...xs, ...ys])),
    slips: () => [joined],
  },
  {
    name: 'append-missing', values: none,
    wordings: () => ['append the numbers of the second list that it lacks', 'add at the end what only the second list has'],
    right: () => step('xs + [y for y in ys if y not in xs]', ({ xs, ys }) => [...xs, ...ys.filter(y => !xs.includes(y))]),
    slips: () => [joined],
  },
  {
    name: 'add-pairwise', values: none,
    wordings: () => ['add the numbers of the second list place by place', 'add to each number its partner in the second list'],
    right: () => zip('x + y', (x, y) => x + y),
    slips: () => [zip('x * y', (x, y) => x * y), joined],
  },
  {
    name: 'subtract-pairwise', values: none,
    wordings: () => ['subtract the numbers of the second list place by place', 'subtract from each number its partner in the second list'],
    right: () => zip('x - y', (x, y) => x - y),
    slips: () => [zip('x + y', (x, y) => x + y)],
  },
  {
    name: 'larger-pairwise', values: none,
    wordings: () => ['take the larger of each number and its partner in the second list', 'take the maximum with the second list place by place'],
    right: () => zip('max(x, y)', Math.max),
    slips: () => [zip('min(x, y)', Math.min)],
  },
  {
    name: 'keep-above', values: none,
    wordings: () => ['keep the numbers greater than all of the second list', 'keep the numbers above the maximum of the second list or above 0 if that is empty'],
    right: () => keep('x > max(ys, default=0)', (x, ys) => x > largest(ys)),
    slips: () => [keep('x >= max(ys, default=0)', (x, ys) => x >= largest(ys)), keep('x > min(ys, default=0)', (x, ys) => x > smallest(ys))],
  },
  {
    name: 'count-in-second', values: none,
    wordings: () => ['replace each number by how often it is in the second list', 'count each number in the second list'],
    right: () => step('[ys.count(x) for x in xs]', ({ xs, ys }) => xs.map(x => occurrences(ys, x))),
    slips: () => [step('[xs.count(x) for x in xs]', ({ xs }) => xs.map(x => occurrences(xs, x)))],
  },
]

export const operations: readonly Operation<Pair>[] =
  [...both, ...named(listOperations, 'reverse', 'sort', 'drop-repeats', 'drop-first', 'keep-even', 'add', 'multiply').map(onFirst)]
