import { none, type Operation, type Step } from './chain/operation.ts'

type Items<T> = readonly T[]

export const step = <T>(expression: string, apply: Step<Items<T>>['apply']): Step<Items<T>> => ({ line: `xs = ${expression}`, apply })

/**
 * Operations by place, on a list `xs` of whatever: numbers, words or lines, which `noun` names.
 * A family takes those that it has room for.
 */
export function places<T>(noun: string): Operation<Items<T>>[] {
  const first = (k: number) => step<T>(`xs[:${k}]`, xs => xs.slice(0, k))
  const last = (k: number) => step<T>(`xs[-${k}:]`, xs => xs.slice(-k))
  const afterFirst = (k: number) => step<T>(`xs[${k}:]`, xs => xs.slice(k))
  const beforeLast = (k: number) => step<T>(`xs[:-${k}]`, xs => xs.slice(0, -k))
  const everySecond = (from: number) => step<T>(`xs[${from === 0 ? '' : from}::2]`, xs => xs.filter((_, i) => i >= from && (i - from) % 2 === 0))
  const leftwards = step<T>('xs[1:] + xs[:1]', xs => [...xs.slice(1), ...xs.slice(0, 1)])
  const rightwards = step<T>('xs[-1:] + xs[:-1]', xs => [...xs.slice(-1), ...xs.slice(0, -1)])
  const twice = step<T>('xs * 2', xs => [...xs, ...xs])
  const count = (k: number): string => (k === 1 ? noun : `${k} ${noun}s`)
  return [
    {
      name: 'reverse', values: none,
      wordings: () => ['reverse the list', `put the ${noun}s in reverse order`],
      right: () => step('xs[::-1]', xs => xs.toReversed()),
      slips: () => [rightwards, step('xs[:-1]', xs => xs.slice(0, -1))],
    },
    {
      name: 'first', values: [2, 3, 4],
      wordings: k => [`keep the first ${k} ${noun}s`, `take only the first ${k} ${noun}s`],
      right: first,
      slips: k => [first(k - 1), last(k), afterFirst(k)],
    },
    {
      name: 'last', values: [2, 3, 4],
      wordings: k => [`keep the last ${k} ${noun}s`, `take only the last ${k} ${noun}s`],
      right: last,
      slips: k => [first(k), last(k - 1)],
    },
    {
      name: 'drop-first', values: [1, 2, 3],
      wordings: k => [`drop the first ${count(k)}`, `skip the first ${count(k)}`],
      right: afterFirst,
      slips: k => [beforeLast(k), afterFirst(k + 1)],
    },
    {
      name: 'drop-last', values: [1, 2, 3],
      wordings: k => [`drop the last ${count(k)}`, `leave out the last ${count(k)}`],
      right: beforeLast,
      slips: k => [afterFirst(k), beforeLast(k + 1)],
    },
    {
      name: 'every-second', values: none,
      wordings: () => [`keep every second ${noun} starting with the first`, `keep the ${noun}s at even positions counted from 0`],
      right: () => everySecond(0),
      slips: () => [everySecond(1), first(2)],
    },
    {
      name: 'rotate-left', values: none,
      wordings: () => [`move the first ${noun} to the end`, `put the first ${noun} last`],
      right: () => leftwards,
      slips: () => [rightwards, afterFirst(1)],
    },
    {
      name: 'rotate-right', values: none,
      wordings: () => [`move the last ${noun} to the front`, `put the last ${noun} first`],
      right: () => rightwards,
      slips: () => [leftwards, beforeLast(1)],
    },
    {
      name: 'repeat-each', values: none,
      wordings: () => [`write each ${noun} twice in a row`, `repeat every ${noun} twice`],
      right: () => step('[x for x in xs for _ in range(2)]', xs => xs.flatMap(x => [x, x])),
      slips: () => [twice],
    },
    {
      name: 'repeat-list', values: none,
      wordings: () => ['repeat the whole list twice', 'append a copy of the list'],
      right: () => twice,
      slips: () => [step('xs + xs[::-1]', xs => [...xs, ...xs.toReversed()])],
    },
  ]
}

/** Those of the operations that have these names, in their order. */
export const named = <S>(operations: readonly Operation<S>[], ...names: string[]): Operation<S>[] =>
  names.map(name => operations.find(operation => operation.name === name) ?? raise(name))

function raise(name: string): never {
  throw new Error(`There is no operation "${name}".`)
}
