import { ascending, distinct, largest, smallest, sum } from './operation.ts'

/** The last line of a program, and the text it prints for the list. */
export interface Printer {
  readonly line: string
  show(xs: readonly number[]): string
  /** Numbers that one notes down on the way to the output, where it takes more than a look at the list. */
  working?(xs: readonly number[]): readonly number[]
}

export interface Output {
  readonly name: string
  readonly wordings: readonly string[]
  readonly right: Printer
  readonly slips: readonly Printer[]
}

const printer = (expression: string, value: (xs: readonly number[]) => number): Printer =>
  ({ line: `print(${expression})`, show: xs => String(value(xs)) })
const joined: Printer = { line: 'print(*xs)', show: xs => xs.join(' ') }
const total: Printer = { ...printer('sum(xs)', sum), working: xs => xs.map((_, i) => sum(xs.slice(0, i + 1))) }
const count = printer('len(xs)', xs => xs.length)
const distinctCount: Printer = { ...printer('len(set(xs))', xs => distinct(xs).length), working: distinct }
const maximum = printer('max(xs, default=0)', largest)
const minimum = printer('min(xs, default=0)', smallest)
const first = printer('xs[0] if xs else 0', xs => xs[0] ?? 0)
const last = printer('xs[-1] if xs else 0', xs => xs.at(-1) ?? 0)
const spread: Printer = {
  ...printer('max(xs, default=0) - min(xs, default=0)', xs => largest(xs) - smallest(xs)),
  working: xs => (xs.length > 0 ? [largest(xs), smallest(xs)] : []),
}

/** What is printed of the list in the end. Defined for the empty list, and the wording says how where it is not obvious. */
export const outputs: readonly Output[] = [
  { name: 'sum', wordings: ['print the sum', 'print their sum'], right: total, slips: [count] },
  { name: 'count', wordings: ['print how many there are', 'print the count'], right: count, slips: [distinctCount, total] },
  { name: 'distinct-count', wordings: ['print how many distinct numbers there are', 'print the count of different values'], right: distinctCount, slips: [count] },
  { name: 'max', wordings: ['print the largest (0 if there is none)', 'print the maximum or 0 for an empty list'], right: maximum, slips: [minimum, last] },
  { name: 'min', wordings: ['print the smallest (0 if there is none)', 'print the minimum or 0 for an empty list'], right: minimum, slips: [maximum, first] },
  { name: 'first', wordings: ['print the first (0 if there is none)', 'print the first number or 0 for an empty list'], right: first, slips: [last] },
  { name: 'last', wordings: ['print the last (0 if there is none)', 'print the last number or 0 for an empty list'], right: last, slips: [first] },
  { name: 'spread', wordings: ['print the largest minus the smallest (0 if there is none)', 'print the maximum minus the minimum or 0 for an empty list'], right: spread, slips: [maximum] },
  { name: 'list', wordings: ['print the list', 'print the numbers separated by spaces'], right: joined, slips: [{ line: 'print(*sorted(xs))', show: xs => ascending(xs).join(' ') }] },
]
