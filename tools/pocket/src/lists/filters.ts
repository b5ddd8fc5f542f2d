import { largest, modulo, smallest } from '../arithmetic.ts'
import { none, type Operation } from '../chain/operation.ts'
import { keep, type Numbers } from './steps.ts'
import { step } from '../places.ts'

/** Operations that keep some of the numbers. */
export const filters: readonly Operation<Numbers>[] = [
  {
    name: 'keep-even', values: none,
    wordings: () => ['keep the even numbers', 'drop the odd numbers', 'keep only even numbers'],
    right: () => keep('x % 2 == 0', x => modulo(x, 2) === 0),
    slips: () => [keep('x % 2 == 1', x => modulo(x, 2) === 1)],
  },
  {
    name: 'keep-odd', values: none,
    wordings: () => ['keep the odd numbers', 'drop the even numbers', 'keep only odd numbers'],
    right: () => keep('x % 2 == 1', x => modulo(x, 2) === 1),
    slips: () => [keep('x % 2 == 0', x => modulo(x, 2) === 0)],
  },
  {
    name: 'keep-positive', values: none,
    wordings: () => ['keep the positive numbers', 'drop the numbers that are not positive'],
    right: () => keep('x > 0', x => x > 0),
    slips: () => [keep('x >= 0', x => x >= 0), keep('x < 0', x => x < 0)],
  },
  {
    name: 'keep-negative', values: none,
    wordings: () => ['keep the negative numbers', 'drop the numbers that are not negative'],
    right: () => keep('x < 0', x => x < 0),
    slips: () => [keep('x > 0', x => x > 0), keep('x <= 0', x => x <= 0)],
  },
  {
    name: 'keep-greater', values: [1, 2, 3, 4, 5, 6],
    wordings: k => [`keep the numbers greater than ${k}`, `keep the numbers above ${k}`],
    right: k => keep(`x > ${k}`, x => x > k),
    slips: k => [keep(`x >= ${k}`, x => x >= k), keep(`x < ${k}`, x => x < k)],
  },
  {
    name: 'keep-at-least', values: [1, 2, 3, 4, 5, 6],
    wordings: k => [`keep the numbers that are at least ${k}`, `drop the numbers below ${k}`],
    right: k => keep(`x >= ${k}`, x => x >= k),
    slips: k => [keep(`x > ${k}`, x => x > k), keep(`x < ${k}`, x => x < k)],
  },
  {
    name: 'keep-less', values: [1, 2, 3, 4, 5, 6],
    wordings: k => [`keep the numbers less than ${k}`, `keep the numbers below ${k}`],
    right: k => keep(`x < ${k}`, x => x < k),
    slips: k => [keep(`x <= ${k}`, x => x <= k), keep(`x > ${k}`, x => x > k)],
  },
  {
    name: 'drop-value', values: [1, 2, 3, 4, 5],
    wordings: k => [`drop every ${k}`, `remove the numbers equal to ${k}`],
    right: k => keep(`x != ${k}`, x => x !== k),
    slips: k => [keep(`x == ${k}`, x => x === k), keep(`x > ${k}`, x => x > k)],
  },
  {
    name: 'drop-largest', values: none,
    wordings: () => ['drop every number equal to the largest', 'remove the maximum wherever it occurs'],
    right: () => step('[x for x in xs if x != max(xs)]', xs => xs.filter(x => x !== largest(xs))),
    slips: () => [step('[x for x in xs if x == max(xs)]', xs => xs.filter(x => x === largest(xs)))],
  },
  {
    name: 'drop-smallest', values: none,
    wordings: () => ['drop every number equal to the smallest', 'remove the minimum wherever it occurs'],
    right: () => step('[x for x in xs if x != min(xs)]', xs => xs.filter(x => x !== smallest(xs))),
    slips: () => [step('[x for x in xs if x != max(xs)]', xs => xs.filter(x => x !== largest(xs)))],
  },
]
