import type { Kind } from '../chain/kind.ts'
import { places } from '../places.ts'
import { builders } from './builders.ts'
import { filters } from './filters.ts'
import { candidates, drawList, noteList, parseList } from './inputs.ts'
import { maps } from './maps.ts'
import { orders } from './orders.ts'
import { outputs } from './outputs.ts'
import type { Numbers } from './steps.ts'

/** Operations on a list of numbers. The family of two lists takes some of them. */
export const operations = [...filters, ...maps, ...orders, ...places<number>('number'), ...builders]

/** One line of integers, perhaps an empty one. */
export const lists: Kind<Numbers> = {
  name: 'lists',
  openings: ['Read integers', 'Read a line of integers', 'Take a list of integers'],
  reading: 'import sys\nxs = list(map(int, sys.stdin.read().split()))',
  parse: parseList,
  hurriedReading: 'xs = list(map(int, input().split()))',
  hurriedParse: input => input === '' ? null : parseList(input),
  note: noteList,
  operations,
  outputs,
  byHand: (random, size, range) => drawList(random, size, range).join(' '),
  candidates,
}
