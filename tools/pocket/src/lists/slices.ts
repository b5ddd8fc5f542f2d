import { none, step, type Operation, type Step } from './operation.ts'

const first = (k: number): Step => step(`xs[:${k}]`, xs => xs.slice(0, k))
const last = (k: number): Step => step(`xs[-${k}:]`, xs => xs.slice(-k))
const afterFirst = (k: number): Step => step(`xs[${k}:]`, xs => xs.slice(k))
const beforeLast = (k: number): Step => step(`xs[:-${k}]`, xs => xs.slice(0, -k))
const every = (k: number, from: number): Step => step(`xs[${from === 0 ? '' : from}::${k}]`, xs => xs.filter((_, i) => i >= from && (i - from) % k === 0))
const count = (k: number): string => (k === 1 ? 'number' : `${k} numbers`)

/** Operations that keep numbers by their place. */
export const slices: readonly Operation[] = [
  {
    name: 'first', values: [2, 3, 4],
    wordings: k => [`keep the first ${k} numbers`, `take only the first ${k} numbers`],
    right: first,
    slips: k => [first(k - 1), last(k), afterFirst(k)],
  },
  {
    name: 'last', values: [2, 3, 4],
    wordings: k => [`keep the last ${k} numbers`, `take only the last ${k} numbers`],
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
    wordings: () => ['keep every second number starting with the first', 'keep the numbers at even positions counted from 0'],
    right: () => every(2, 0),
    slips: () => [every(2, 1)],
  },
  {
    name: 'every-second-later', values: none,
    wordings: () => ['keep every second number starting with the second', 'keep the numbers at odd positions counted from 0'],
    right: () => every(2, 1),
    slips: () => [every(2, 0)],
  },
  {
    name: 'every-third', values: none,
    wordings: () => ['keep every third number starting with the first', 'keep the first of every three numbers'],
    right: () => every(3, 0),
    slips: () => [every(3, 2), every(3, 1)],
  },
  {
    name: 'drop-ends', values: none,
    wordings: () => ['drop the first and the last number', 'remove both ends of the list'],
    right: () => step('xs[1:-1]', xs => xs.slice(1, -1)),
    slips: () => [afterFirst(1), beforeLast(1)],
  },
]
