import { largest, smallest, sum } from '../arithmetic.ts'
import type { Output, Printer } from '../chain/operation.ts'
import { ascending, distinct, type Numbers } from './steps.ts'

type Show = Printer<Numbers>

const printer = (expression: string, value: (xs: Numbers) => number): Show =>
  ({ line: `print(${expression})`, show: xs => String(value(xs)) })
const joined: Show = { line: 'print(*xs)', show: xs => xs.join(' ') }
const total: Show = { ...printer('sum(xs)', sum), working: xs => xs.map((_, i) => sum(xs.slice(0, i + 1))).join(' ') }
const count = printer('len(xs)', xs => xs.length)
const distinctCount: Show = { ...printer('len(set(xs))', xs => distinct(xs).length), working: xs => distinct(xs).join(' ') }
const maximum = printer('max(xs, default=0)', largest)
const minimum = printer('min(xs, default=0)', smallest)
const first = printer('xs[0] if xs else 0', xs => xs[0] ?? 0)
const last = printer('xs[-1] if xs else 0', xs => xs.at(-1) ?? 0)

export const outputs: readonly Output<Numbers>[] = [
  { name: 'sum', wordings: ['print the sum', 'print their sum'], right: total, slips: [count] },
  { name: 'count', wordings: ['print how many there are', 'print the count'], right: count, slips: [distinctCount, total] },
  { name: 'distinct-count', wordings: ['print how many distinct numbers there are', 'print the count of different values'], right: distinctCount, slips: [count] },
  { name: 'max', wordings: ['print the largest (0 if there is none)', 'print the maximum or 0 for an empty list'], right: maximum, slips: [minimum, last] },
  { name: 'min', wordings: ['print the smallest (0 if there is none)', 'print the minimum or 0 for an empty list'], right: minimum, slips: [maximum, first] },
  { name: 'first', wordings: ['print the first (0 if there is none)', 'print the first number or 0 for an empty list'], right: first, slips: [last] },
  { name: 'last', wordings: ['print the last (0 if there is none)', 'print the last number or 0 for an empty list'], right: last, slips: [first] },
  { name: 'list', wordings: ['print the list', 'print the numbers separated by spaces'], right: joined, slips: [{ line: 'print(*sorted(xs))', show: xs => ascending(xs).join(' ') }] },
]
