import type { Kind } from '../chain/kind.ts'
import { drawList, noteList, parseList } from '../lists/inputs.ts'
import type { Random } from '../random.ts'
import { both, operations, type Pair } from './operations.ts'
import { bothOutputs, outputs } from './outputs.ts'

/** The second list repeats numbers of the first, so that searching finds something. */
function draw(random: Random, size: number, otherSize: number, range: readonly [number, number]): string {
  const xs = drawList(random, size, range)
  const ys = drawList(random, otherSize, range).map(y => (xs.length > 0 && random.chance(0.4) ? random.pick(xs) : y))
  return `${xs.join(' ')}\n${ys.join(' ')}`
}

function parsePair(input: string): Pair {
  const [first = '', second = ''] = input.split('\n')
  return { xs: parseList(first), ys: parseList(second) }
}

const edges = ['\n', '0\n0', '\n3', '4\n', '2 2\n2', '1 2 3\n3 2 1', '1 2 3 4\n5', '-1 -5\n-3 -1 -5', '7\n1 2 3 4']

/** Two lines of integers, each perhaps empty. */
export const pairs: Kind<Pair> = {
  name: 'pairs',
  openings: ['Read two lists of integers', 'Read two lines of integers', 'Take a list and a second list'],
  reading: 'import sys\nxs = list(map(int, sys.stdin.readline().split()))\nys = list(map(int, sys.stdin.readline().split()))',
  parse: parsePair,
  hurriedReading: 'xs = list(map(int, input().split()))\nys = list(map(int, input().split()))',
  hurriedParse: input => /\n./.test(input) ? parsePair(input) : null,
  note: ({ xs }) => noteList(xs),
  operations,
  outputs,
  essential: new Set([...both.map(({ name }) => name), ...bothOutputs]),
  byHand: (random, size, range) => draw(random, size, Math.max(1, size + random.integer(-1, 0)), range),
  candidates: random => [...edges, ...Array.from({ length: 36 }, (_, i) =>
    draw(random, random.integer(1, 6), random.integer(1, 6), i % 3 === 0 ? [-2, 4] : [-9, 15]))],
}
