import { largest, sum } from '../arithmetic.ts'
import type { Output, Printer } from '../chain/operation.ts'
import { alphabetical, type Words } from './operations.ts'

const shown = (expression: string, show: (xs: Words) => string): Printer<Words> => ({ line: `print(${expression})`, show })
const lengths = (xs: Words): number[] => xs.map(x => x.length)
const noted = (xs: Words): string => lengths(xs).join(' ')
const count = shown('len(xs)', xs => String(xs.length))
const letters: Printer<Words> = { ...shown('sum(map(len, xs))', xs => String(sum(lengths(xs)))), working: xs => lengths(xs).map((_, i, all) => sum(all.slice(0, i + 1))).join(' ') }
const longest: Printer<Words> = { ...shown('max(map(len, xs), default=0)', xs => String(largest(lengths(xs)))), working: noted }
const first = shown("xs[0] if xs else 'none'", xs => xs[0] ?? 'none')
const last = shown("xs[-1] if xs else 'none'", xs => xs.at(-1) ?? 'none')
const hyphens = shown("'-'.join(xs)", xs => xs.join('-'))

export const outputs: readonly Output<Words>[] = [
  {
    name: 'words', wordings: ['print the words separated by spaces', 'print the words on one line'],
    right: shown('*xs', xs => xs.join(' ')), slips: [shown('*sorted(xs)', xs => alphabetical(xs).join(' '))],
  },
  { name: 'hyphens', wordings: ['print the words joined by hyphens', 'print the words with a hyphen between them'], right: hyphens, slips: [shown("''.join(xs)", xs => xs.join(''))] },
  { name: 'count', wordings: ['print how many words there are', 'print the count of the words'], right: count, slips: [shown('len(set(xs))', xs => String(new Set(xs).size)), letters] },
  { name: 'letters', wordings: ['print how many letters they have in all', 'print the total count of letters'], right: letters, slips: [count] },
  { name: 'longest', wordings: ['print the length of the longest (0 if there is none)', 'print the largest length or 0 for an empty list'], right: longest, slips: [count] },
  { name: 'lengths', wordings: ['print the length of each word', 'print how many letters each word has'], right: shown('*map(len, xs)', noted), slips: [count] },
  { name: 'first', wordings: ['print the first word (none if there is none)', 'print the first word or none for an empty list'], right: first, slips: [last] },
  { name: 'last', wordings: ['print the last word (none if there is none)', 'print the last word or none for an empty list'], right: last, slips: [first] },
]
