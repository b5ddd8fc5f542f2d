import { each, floorDivide, modulo, none, step, type Operation } from './operation.ts'

const atIndex = (expression: string, start: number, value: (x: number, i: number) => number) =>
  step(`[${expression} for i, x in enumerate(xs${start === 0 ? '' : `, ${start}`})]`, xs => xs.map((x, i) => value(x, i + start)))

/** Operations that replace each number by another. */
export const maps: readonly Operation[] = [
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
    right: k => each(`x * ${k}`, x => x * k),
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
    name: 'divide', values: [2, 3],
    wordings: k => [`divide each number by ${k} rounding down`, `replace each number by its floor division by ${k}`],
    right: k => each(`x // ${k}`, x => floorDivide(x, k)),
    slips: k => [each(`int(x / ${k})`, x => Math.trunc(x / k)), each(`x % ${k}`, x => modulo(x, k))],
  },
  {
    name: 'remainder', values: [2, 3, 4, 5],
    wordings: k => [`replace each number by its remainder modulo ${k}`, `take each number modulo ${k}`],
    right: k => each(`x % ${k}`, x => modulo(x, k)),
    slips: k => [each(`x // ${k}`, x => floorDivide(x, k))],
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
    name: 'clear-negatives', values: none,
    wordings: () => ['replace each negative number by 0', 'turn the negative numbers into 0'],
    right: () => each('max(x, 0)', x => Math.max(x, 0)),
    slips: () => [each('abs(x)', x => Math.abs(x)), each('min(x, 0)', x => Math.min(x, 0))],
  },
  {
    name: 'distance', values: [1, 2, 3, 4, 5],
    wordings: k => [`replace each number by its distance to ${k}`, `take the absolute difference of each number and ${k}`],
    right: k => each(`abs(x - ${k})`, x => Math.abs(x - k)),
    slips: k => [each(`x - ${k}`, x => x - k), each(`abs(x + ${k})`, x => Math.abs(x + k))],
  },
  {
    name: 'subtract-from', values: [1, 3, 5, 7, 9],
    wordings: k => [`subtract each number from ${k}`, `replace each number x by ${k} - x`],
    right: k => each(`${k} - x`, x => k - x),
    slips: k => [each(`x - ${k}`, x => x - k)],
  },
  {
    name: 'sign', values: none,
    wordings: () => ['replace each number by its sign (-1, 0 or 1)', 'turn each number into -1, 0 or 1 by its sign'],
    right: () => each('(x > 0) - (x < 0)', x => Math.sign(x)),
    slips: () => [each('1 if x > 0 else -1', x => (x > 0 ? 1 : -1))],
  },
  {
    name: 'last-digit', values: none,
    wordings: () => ['replace each number by its last digit', 'keep only the last digit of each number'],
    right: () => each('abs(x) % 10', x => Math.abs(x) % 10),
    slips: () => [each('x % 10', x => modulo(x, 10)), each('abs(x) // 10', x => floorDivide(Math.abs(x), 10))],
  },
  {
    name: 'add-position', values: none,
    wordings: () => ['add to each number its position counted from 0', 'add its index from 0 to each number'],
    right: () => atIndex('x + i', 0, (x, i) => x + i),
    slips: () => [atIndex('x + i', 1, (x, i) => x + i)],
  },
  {
    name: 'multiply-position', values: none,
    wordings: () => ['multiply each number by its position counted from 1', 'multiply each number by its index from 1'],
    right: () => atIndex('x * i', 1, (x, i) => x * i),
    slips: () => [atIndex('x * i', 0, (x, i) => x * i)],
  },
  {
    name: 'halve-even', values: none,
    wordings: () => ['halve the even numbers', 'divide each even number by 2'],
    right: () => each('x // 2 if x % 2 == 0 else x', x => (modulo(x, 2) === 0 ? x / 2 : x)),
    slips: () => [each('x // 2', x => floorDivide(x, 2)), each('x // 2 if x % 2 == 1 else x', x => (modulo(x, 2) === 1 ? floorDivide(x, 2) : x))],
  },
  {
    name: 'add-to-odd', values: [1, 2, 3],
    wordings: k => [`add ${k} to the odd numbers`, `increase each odd number by ${k}`],
    right: k => each(`x + ${k} if x % 2 == 1 else x`, x => (modulo(x, 2) === 1 ? x + k : x)),
    slips: k => [each(`x + ${k} if x % 2 == 0 else x`, x => (modulo(x, 2) === 0 ? x + k : x)), each(`x + ${k}`, x => x + k)],
  },
]
