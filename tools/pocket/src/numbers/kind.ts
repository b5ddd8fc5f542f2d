import type { Kind } from '../chain/kind.ts'
import type { Random } from '../random.ts'
import { operations } from './operations.ts'
import { outputs } from './outputs.ts'

const edges = ['0', '-1', '1', '2', '-2', '5', '9', '10', '-10', '11', '-7', '100', '-45']

/** In turn small and larger. */
const drawn = (random: Random, i: number): number => (i % 2 === 0 ? random.integer(-12, 20) : random.integer(-60, 120))

/** One integer. By hand, it is from a range that grows with the size: what is large is harder to work with. */
export const numbers: Kind<number> = {
  name: 'numbers',
  openings: ['Read a number', 'Read an integer', 'Take an integer'],
  reading: 'n = int(input())',
  parse: Number,
  hurriedReading: 'n = abs(int(input()))',
  hurriedParse: input => Math.abs(Number(input)),
  note: String,
  operations,
  outputs,
  byHand: (random, size) => String(random.integer(-8 * size, 20 * size)),
  candidates: random => [...edges, ...Array.from({ length: 28 }, (_, i) => String(drawn(random, i)))],
}
