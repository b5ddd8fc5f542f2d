import { floorDivide, modulo, sum } from '../arithmetic.ts'
import { none, type Operation, type Step } from '../chain/operation.ts'

const becomes = (expression: string, apply: (n: number) => number): Step<number> => ({ line: `n = ${expression}`, apply })
const plus = (k: number) => becomes(`n + ${k}`, n => n + k)
const minus = (k: number) => becomes(`n - ${k}`, n => n - k)
const times = (k: number) => becomes(`n * ${k}`, n => n * k)
const absolute = becomes('abs(n)', n => Math.abs(n))
const negated = becomes('-n', n => -n)
const plusIf = (k: number, rest: 0 | 1) => becomes(`n + ${k} if n % 2 == ${rest} else n`, n => (modulo(n, 2) === rest ? n + k : n))
const minusIf = (k: number, rest: 0 | 1) => becomes(`n - ${k} if n % 2 == ${rest} else n`, n => (modulo(n, 2) === rest ? n - k : n))
const small = [1, 2, 3, 4, 5, 6, 7, 8, 9]

export const digits = (n: number): number[] => Array.from(String(Math.abs(n)), Number)

/** Arithmetic, digits and conditions on one integer `n`. */
export const operations: readonly Operation<number>[] = [
  { name: 'add', values: small, wordings: k => [`add ${k} to it`, `increase it by ${k}`], right: plus, slips: k => [minus(k)] },
  {
    name: 'subtract', values: small,
    wordings: k => [`subtract ${k} from it`, `decrease it by ${k}`],
    right: minus,
    slips: k => [plus(k), becomes(`${k} - n`, n => k - n)],
  },
  {
    name: 'multiply', values: [2, 3],
    wordings: k => [`multiply it by ${k}`, k === 2 ? 'double it' : 'triple it'],
    right: times,
    slips: k => [plus(k)],
  },
  { name: 'multiply-more', values: [4, 5], wordings: k => [`multiply it by ${k}`], right: times, slips: k => [plus(k)] },
  { name: 'negate', values: none, wordings: () => ['negate it', 'flip its sign'], right: () => negated, slips: () => [absolute] },
  { name: 'absolute', values: none, wordings: () => ['take its absolute value', 'drop its sign'], right: () => absolute, slips: () => [negated] },
  {
    name: 'remainder', values: [2, 3, 4, 5],
    wordings: k => [`take it modulo ${k}`, `replace it by its remainder modulo ${k}`],
    right: k => becomes(`n % ${k}`, n => modulo(n, k)),
    slips: k => [becomes(`n // ${k}`, n => floorDivide(n, k))],
  },
  {
    name: 'halve', values: none,
    wordings: () => ['halve it rounding down', 'replace it by its floor division by 2'],
    right: () => becomes('n // 2', n => floorDivide(n, 2)),
    slips: () => [becomes('int(n / 2)', n => Math.trunc(n / 2)), becomes('n % 2', n => modulo(n, 2))],
  },
  {
    name: 'cap', values: [3, 5, 7, 9],
    wordings: k => [`replace it by ${k} if it is above ${k}`, `cap it at ${k}`],
    right: k => becomes(`min(n, ${k})`, n => Math.min(n, k)),
    slips: k => [becomes(`max(n, ${k})`, n => Math.max(n, k))],
  },
  {
    name: 'raise', values: [0, 1, 2, 3, 4],
    wordings: k => [`replace it by ${k} if it is below ${k}`, `raise it to at least ${k}`],
    right: k => becomes(`max(n, ${k})`, n => Math.max(n, k)),
    slips: k => [becomes(`min(n, ${k})`, n => Math.min(n, k)), absolute],
  },
  {
    name: 'distance', values: small,
    wordings: k => [`replace it by its distance to ${k}`, `take the absolute difference of it and ${k}`],
    right: k => becomes(`abs(n - ${k})`, n => Math.abs(n - k)),
    slips: k => [minus(k), becomes(`abs(n + ${k})`, n => Math.abs(n + k))],
  },
  {
    name: 'last-digit', values: none,
    wordings: () => ['replace it by its last digit', 'keep only its last digit'],
    right: () => becomes('abs(n) % 10', n => Math.abs(n) % 10),
    slips: () => [becomes('n % 10', n => modulo(n, 10)), becomes('abs(n) // 10', n => floorDivide(Math.abs(n), 10))],
  },
  {
    name: 'digit-sum', values: none,
    wordings: () => ['replace it by the sum of its digits', 'add up its digits'],
    right: () => becomes('sum(map(int, str(abs(n))))', n => sum(digits(n))),
    slips: () => [becomes('len(str(abs(n)))', n => digits(n).length)],
  },
  {
    name: 'reverse-digits', values: none,
    wordings: () => ['reverse its digits dropping the sign', 'write its digits backwards without the sign'],
    right: () => becomes('int(str(abs(n))[::-1])', n => Number(digits(n).toReversed().join(''))),
    slips: () => [absolute],
  },
  {
    name: 'add-if-even', values: small,
    wordings: k => [`add ${k} to it if it is even`, `increase it by ${k} if it is even`],
    right: k => plusIf(k, 0),
    slips: k => [plusIf(k, 1), plus(k)],
  },
  {
    name: 'subtract-if-odd', values: small,
    wordings: k => [`subtract ${k} from it if it is odd`, `decrease it by ${k} if it is odd`],
    right: k => minusIf(k, 1),
    slips: k => [plusIf(k, 1), minus(k)],
  },
  {
    name: 'subtract-if-even', values: small,
    wordings: k => [`subtract ${k} from it if it is even`, `decrease it by ${k} if it is even`],
    right: k => minusIf(k, 0),
    slips: k => [minusIf(k, 1), minus(k)],
  },
  {
    name: 'halve-if-even', values: none,
    wordings: () => ['halve it if it is even', 'if it is even divide it by 2'],
    right: () => becomes('n // 2 if n % 2 == 0 else n', n => (modulo(n, 2) === 0 ? n / 2 : n)),
    slips: () => [becomes('n // 2', n => floorDivide(n, 2)), becomes('n * 2 if n % 2 == 0 else n', n => (modulo(n, 2) === 0 ? n * 2 : n))],
  },
]
