import { modulo } from '../arithmetic.ts'
import { none, type Operation } from '../chain/operation.ts'
import { named, places, step } from '../places.ts'
import { anyWord, wordOf } from '../words/vocabulary.ts'

/** A line of the input: a name and a number. */
export interface Line {
  readonly name: string
  readonly number: number
}
export type Lines = readonly Line[]

const keep = (condition: string, holds: (line: Line) => boolean) => step<Line>(`[(w, n) for w, n in xs if ${condition}]`, xs => xs.filter(holds))
const each = (expression: string, value: (n: number) => number) =>
  step<Line>(`[(w, ${expression}) for w, n in xs]`, xs => xs.map(({ name, number }) => ({ name, number: value(number) })))
const sorted = (key: string, compare: (a: Line, b: Line) => number) => step<Line>(`sorted(xs, key=lambda x: ${key})`, xs => xs.toSorted(compare))
const byName = sorted('x[0]', (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
const rising = sorted('x[1]', (a, b) => a.number - b.number)
const falling = sorted('-x[1]', (a, b) => b.number - a.number)

/** Operations on lines of a name and a number. */
export const operations: readonly Operation<Lines>[] = [
  ...named(places<Line>('line'), 'reverse', 'first', 'last', 'drop-first', 'drop-last', 'rotate-left'),
  { name: 'sort-by-name', values: none, wordings: () => ['sort the lines by name', 'put the names in alphabetical order'], right: () => byName, slips: () => [rising] },
  {
    name: 'sort-by-number', values: none,
    wordings: () => ['sort the lines by number', 'sort the lines from the smallest number to the largest'],
    right: () => rising,
    slips: () => [falling, byName],
  },
  {
    name: 'sort-descending', values: none,
    wordings: () => ['sort the lines by number in descending order', 'sort the lines from the largest number to the smallest'],
    right: () => falling,
    slips: () => [rising],
  },
  {
    name: 'keep-greater', values: [1, 2, 3, 4, 5, 6],
    wordings: k => [`keep the lines with a number greater than ${k}`, `keep the lines with a number above ${k}`],
    right: k => keep(`n > ${k}`, ({ number }) => number > k),
    slips: k => [keep(`n >= ${k}`, ({ number }) => number >= k), keep(`n < ${k}`, ({ number }) => number < k)],
  },
  {
    name: 'keep-less', values: [1, 2, 3, 4, 5, 6],
    wordings: k => [`keep the lines with a number less than ${k}`, `keep the lines with a number below ${k}`],
    right: k => keep(`n < ${k}`, ({ number }) => number < k),
    slips: k => [keep(`n <= ${k}`, ({ number }) => number <= k), keep(`n > ${k}`, ({ number }) => number > k)],
  },
  {
    name: 'keep-even', values: none,
    wordings: () => ['keep the lines with an even number', 'drop the lines with an odd number'],
    right: () => keep('n % 2 == 0', ({ number }) => modulo(number, 2) === 0),
    slips: () => [keep('n % 2 == 1', ({ number }) => modulo(number, 2) === 1)],
  },
  {
    name: 'drop-name', values: anyWord,
    wordings: k => [`drop the lines of ${wordOf(k)}`, `remove every line with the name ${wordOf(k)}`],
    right: k => keep(`w != '${wordOf(k)}'`, ({ name }) => name !== wordOf(k)),
    slips: k => [keep(`w == '${wordOf(k)}'`, ({ name }) => name === wordOf(k))],
  },
  {
    name: 'add', values: [1, 2, 3, 4, 5],
    wordings: k => [`add ${k} to each number`, `increase each number by ${k}`],
    right: k => each(`n + ${k}`, n => n + k),
    slips: k => [each(`n - ${k}`, n => n - k)],
  },
  {
    name: 'subtract', values: [1, 2, 3, 4, 5],
    wordings: k => [`subtract ${k} from each number`, `decrease each number by ${k}`],
    right: k => each(`n - ${k}`, n => n - k),
    slips: k => [each(`n + ${k}`, n => n + k)],
  },
  {
    name: 'multiply', values: [2, 3],
    wordings: k => [`multiply each number by ${k}`, k === 2 ? 'double each number' : 'triple each number'],
    right: k => each(`n * ${k}`, n => n * k),
    slips: k => [each(`n + ${k}`, n => n + k)],
  },
  {
    name: 'cap', values: [2, 3, 4, 5, 6],
    wordings: k => [`replace the numbers above ${k} by ${k}`, `cap each number at ${k}`],
    right: k => each(`min(n, ${k})`, n => Math.min(n, k)),
    slips: k => [each(`max(n, ${k})`, n => Math.max(n, k))],
  },
]
