import type { Random } from '../random.ts'
import type { Numbers } from './steps.ts'

/** `size` integers from `low` to `high`, both included. */
export const drawList = (random: Random, size: number, [low, high]: readonly [number, number]): number[] =>
  Array.from({ length: size }, () => random.integer(low, high))

export const parseList = (line: string): number[] => line.split(' ').filter(Boolean).map(Number)

/** How a list is noted in a worked test. */
export const noteList = (xs: Numbers): string => xs.join(' ') || 'none'

const edges = ['', '0', '-1', '5', '2 2', '0 0 0', '-3 -3 -8', '1 2 3 4 5 6', '6 5 4 3 2 1', '-6 6 -6 6', '10 20 30', '-12 11 -10 9 0']

/** Edge cases first: none, zero, one number, ties, negatives, rising, falling. */
export function candidates(random: Random): string[] {
  const lists = Array.from({ length: 28 }, (_, i) => drawList(random, random.integer(3, 9), i % 4 === 0 ? [-2, 4] : [-12, 20]))
  return [...edges, ...lists.map(xs => xs.join(' '))]
}
