import { modulo } from '../arithmetic.ts'
import type { Output, Printer } from '../chain/operation.ts'
import { digits } from './operations.ts'

const shown = (expression: string, show: (n: number) => string): Printer<number> => ({ line: `print(${expression})`, show })
const plain = shown('n', String)
const parity = (even: string, odd: string) => shown(`'${even}' if n % 2 == 0 else '${odd}'`, n => (modulo(n, 2) === 0 ? even : odd))
const sign = shown("'negative' if n < 0 else 'positive' if n > 0 else 'zero'", n => (n < 0 ? 'negative' : n > 0 ? 'positive' : 'zero'))

export const outputs: readonly Output<number>[] = [
  { name: 'number', wordings: ['print it', 'print the result'], right: plain, slips: [shown('abs(n)', n => String(Math.abs(n)))] },
  {
    name: 'with-double', wordings: ['print it and its double', 'print the result followed by twice the result'],
    right: shown('n, n * 2', n => `${n} ${n * 2}`), slips: [shown('n * 2', n => String(n * 2)), shown('n, n + 2', n => `${n} ${n + 2}`)],
  },
  {
    name: 'neighbours', wordings: ['print the number before it and the number after it', 'print the result minus 1 and the result plus 1'],
    right: shown('n - 1, n + 1', n => `${n - 1} ${n + 1}`), slips: [shown('n + 1, n - 1', n => `${n + 1} ${n - 1}`), plain],
  },
  {
    name: 'digits', wordings: ['print its digits without the sign separated by spaces', 'print the digits of the result without the sign, a space between them'],
    right: shown('*str(abs(n))', n => digits(n).join(' ')), slips: [shown('*str(abs(n))[::-1]', n => digits(n).toReversed().join(' ')), plain],
  },
  {
    name: 'parity', wordings: ['print even or odd', 'print whether it is even or odd'],
    right: parity('even', 'odd'), slips: [parity('odd', 'even')],
  },
  {
    name: 'sign', wordings: ['print negative, zero or positive', 'print whether it is negative, zero or positive'],
    right: sign, slips: [shown("'negative' if n < 0 else 'positive'", n => (n < 0 ? 'negative' : 'positive'))],
  },
]
