import { sum } from '../arithmetic.ts'
import type { Output, Printer } from '../chain/operation.ts'
import type { Line, Lines } from './operations.ts'

const shown = (expression: string, show: (xs: Lines) => string): Printer<Lines> => ({ line: `print(${expression})`, show })
const rows = (format: string, show: (line: Line) => string): Printer<Lines> =>
  shown(`*[f'${format}' for w, n in xs], sep='\\n'`, xs => xs.map(show).join('\n'))
const places = (start: number): Printer<Lines> =>
  shown(`*[f'{i}. {w}' for i, (w, n) in enumerate(xs${start === 0 ? '' : `, ${start}`})], sep='\\n'`, xs => xs.map(({ name }, i) => `${i + start}. ${name}`).join('\n'))
const names = shown('*[w for w, n in xs]', xs => xs.map(({ name }) => name).join(' '))
const values = shown('*[n for w, n in xs]', xs => xs.map(({ number }) => number).join(' '))
const count = shown('len(xs)', xs => String(xs.length))
const total: Printer<Lines> = {
  ...shown('sum(n for w, n in xs)', xs => String(sum(xs.map(({ number }) => number)))),
  working: xs => xs.map((_, i) => sum(xs.slice(0, i + 1).map(({ number }) => number))).join(' '),
}
/** Of ties the first, as Python's `max` and `min` have it. */
const extreme = (which: 'max' | 'min'): Printer<Lines> => shown(`${which}(xs, key=lambda x: x[1], default=('none', 0))[0]`, xs => {
  const number = Math[which](...xs.map(line => line.number))
  return xs.find(line => line.number === number)?.name ?? 'none'
})

export const outputs: readonly Output<Lines>[] = [
  { name: 'table', wordings: ['print each line as name: number', 'print the lines with a colon after the name'], right: rows('{w}: {n}', ({ name, number }) => `${name}: ${number}`), slips: [rows('{w} {n}', ({ name, number }) => `${name} ${number}`)] },
  { name: 'ranking', wordings: ['print the names one per line numbered from 1', 'print each name after its place counted from 1'], right: places(1), slips: [places(0)] },
  { name: 'names', wordings: ['print the names', 'print the names on one line'], right: names, slips: [values] },
  { name: 'numbers', wordings: ['print the numbers', 'print the numbers on one line'], right: values, slips: [names, total] },
  { name: 'sum', wordings: ['print the sum of the numbers', 'print the total of the numbers'], right: total, slips: [count] },
  { name: 'count', wordings: ['print how many lines there are', 'print the count of the lines'], right: count, slips: [total] },
  { name: 'best', wordings: ['print the name with the largest number (none if there is none)', 'print the name of the first line with the maximum or none'], right: extreme('max'), slips: [extreme('min')] },
  { name: 'worst', wordings: ['print the name with the smallest number (none if there is none)', 'print the name of the first line with the minimum or none'], right: extreme('min'), slips: [extreme('max')] },
]
