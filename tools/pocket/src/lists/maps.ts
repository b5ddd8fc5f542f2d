import { modulo } from '../arithmetic.ts'
import { none, type Operation } from '../chain/operation.ts'
import { step } from '../places.ts'
import { each, type Numbers } from './steps.ts'

const addPosition = (start: number) =>
  step<number>(`[x + i for i, x in enumerate(xs${start === 0 ? '' : `, ${start}`})]`, xs => xs.map((x, i) => x + i + start))

const times = (k: number) => each(`x * ${k}`, x => x * k)

/** Operations that replace each number by another. */
export const maps: readonly Operation<Numbers>[] = [
  {
    name: 'add', values: [1, 2, 3, 4, 5],
    wordings: k => [`add ${k} to each number`, `increase each number by ${k}`],
    right: k => each(`x + ${k}`, x => x + k),
    slips: k => [each(`x - ${k}`, x => x - k)],
  },
  {
    name: 'subtract', values: [1, 2, 3, 4, 5],
    wordings: k => [`subtract ${k} from each number`, `decrease each number by ${k}`],
    right: k => each(`x - ${k}`, x => x - k),
    slips: k => [each(`x + ${k}`, x => x + k), each(`${k} - x`, x => k - x)],
  },
  {
    name: 'multiply', values: [2, 3],
    wordings: k => [`multiply each number by ${k}`, k === 2 ? 'double each number' : 'triple each number'],
    right: times,
    slips: k => [each(`x + ${k}`, x => x + k)],
  },
  {
    name: 'multiply-more', values: [4, 5],
    wordings: k => [`multiply each number by ${k}`],
    right: times,
    slips: k => [each(`x + ${k}`, x => x + k)],
  },
  {
    name: 'negate', values: none,
    wordings: () => ['negate each number', 'flip the sign of each number'],
    right: () => each('-x', x => -x),
    slips: () => [each('abs(x)', x => Math.abs(x))],
  },
  {
    name: 'absolute', values: none,
    wordings: () => ['take the absolute value of each number', 'make each number non-negative by dropping its sign'],
    right: () => each('abs(x)', x => Math.abs(x)),
    slips: () => [each('-x', x => -x)],
  },
  {
    name: 'square', values: none,
    wordings: () => ['square each number', 'multiply each number by itself'],
    right: () => each('x * x', x => x * x),
    slips: () => [each('x * 2', x => x * 2)],
  },
  {
    name: 'remainder', values: [2, 3, 4, 5],
    wordings: k => [`replace each number by its remainder modulo ${k}`, `take each number modulo ${k}`],
    right: k => each(`x % ${k}`, x => modulo(x, k)),
    slips: k => [each(`x // ${k}`, x => Math.floor(x / k))],
  },
  {
    name: 'cap', values: [2, 3, 4, 5, 6],
    wordings: k => [`replace the numbers above ${k} by ${k}`, `cap each number at ${k}`],
    right: k => each(`min(x, ${k})`, x => Math.min(x, k)),
    slips: k => [each(`max(x, ${k})`, x => Math.max(x, k))],
  },
  {
    name: 'raise', values: [1, 2, 3, 4],
    wordings: k => [`replace the numbers below ${k} by ${k}`, `raise each number to at least ${k}`],
    right: k => each(`max(x, ${k})`, x => Math.max(x, k)),
    slips: k => [each(`min(x, ${k})`, x => Math.min(x, k))],
  },
  {
    name: 'distance', values: [1, 2, 3, 4, 5],
    wordings: k => [`replace each number by its distance to ${k}`, `take the absolute difference of each number and ${k}`],
    right: k => each(`abs(x - ${k})`, x => Math.abs(x - k)),
    slips: k => [each(`x - ${k}`, x => x - k), each(`abs(x + ${k})`, x => Math.abs(x + k))],
  },
  {
    name: 'add-position', values: none,
    wordings: () => ['add to each number its position counted from 0', 'add its index from 0 to each number'],
    right: () => addPosition(0),
    slips: () => [addPosition(1)],
  },
]
