import { largest, sum } from '../arithmetic.ts'
import type { Output, Printer } from '../chain/operation.ts'
import type { Numbers } from '../lists/steps.ts'
import type { Pair } from './operations.ts'

const shown = (expression: string, show: (pair: Pair) => string): Printer<Pair> => ({ line: `print(${expression})`, show })
const sums = (xs: Numbers): string => xs.map((_, i) => sum(xs.slice(0, i + 1))).join(' ')
const list = shown('*xs', ({ xs }) => xs.join(' '))
const count = shown('len(xs)', ({ xs }) => String(xs.length))
const total: Printer<Pair> = { ...shown('sum(xs)', ({ xs }) => String(sum(xs))), working: ({ xs }) => sums(xs) }
const common: Printer<Pair> = {
  ...shown('sum(x in ys for x in xs)', ({ xs, ys }) => String(xs.filter(x => ys.includes(x)).length)),
  working: ({ xs, ys }) => xs.filter(x => ys.includes(x)).join(' '),
}
const any = (yes: string, no: string): Printer<Pair> => shown(`'${yes}' if set(xs) & set(ys) else '${no}'`, ({ xs, ys }) => (xs.some(x => ys.includes(x)) ? yes : no))
const longer = (first: string, second: string): Printer<Pair> =>
  shown(`'${first}' if len(xs) > len(ys) else '${second}'`, ({ xs, ys }) => (xs.length > ys.length ? first : second))

export const outputs: readonly Output<Pair>[] = [
  { name: 'list', wordings: ['print the list', 'print the numbers separated by spaces'], right: list, slips: [shown('*ys', ({ ys }) => ys.join(' '))] },
  { name: 'sum', wordings: ['print the sum', 'print their sum'], right: total, slips: [count] },
  { name: 'count', wordings: ['print how many there are', 'print the count'], right: count, slips: [total] },
  {
    name: 'max', wordings: ['print the largest (0 if there is none)', 'print the maximum or 0 for an empty list'],
    right: shown('max(xs, default=0)', ({ xs }) => String(largest(xs))), slips: [shown('max(ys, default=0)', ({ ys }) => String(largest(ys)))],
  },
  { name: 'common-count', wordings: ['print how many are in the second list too', 'print the count of those in the second list'], right: common, slips: [count] },
  { name: 'any-common', wordings: ['print yes if any of them is in the second list, else no', 'print whether the second list has any of them, yes or no'], right: any('yes', 'no'), slips: [any('no', 'yes')] },
  { name: 'longer', wordings: ['print yes if there are more than in the second list, else no', 'print whether it is longer than the second list, yes or no'], right: longer('yes', 'no'), slips: [longer('no', 'yes')] },
  {
    name: 'both', wordings: ['print it and the second list on two lines', 'print the list, then the second list below'],
    right: { line: 'print(*xs)\nprint(*ys)', show: ({ xs, ys }) => `${xs.join(' ')}\n${ys.join(' ')}`.trim() }, slips: [list],
  },
]

/** Outputs that need the second list. */
export const bothOutputs = ['common-count', 'any-common', 'longer']
