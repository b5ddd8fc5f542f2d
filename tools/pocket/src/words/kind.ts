import type { Kind } from '../chain/kind.ts'
import type { Random } from '../random.ts'
import { operations, type Words } from './operations.ts'
import { outputs } from './outputs.ts'
import { vocabulary } from './vocabulary.ts'

const draw = (random: Random, size: number, from: Words): string =>
  Array.from({ length: size }, () => random.pick(from)).join(' ')

const parseWords = (input: string): Words => input.split(' ').filter(Boolean)

const edges = ['', 'cat', 'koala', 'ant ant', 'cat dog cat', 'zebra owl hen bear', 'ant bear cat deer eagle', 'tiger goat fox tiger']

/** One line of words, perhaps an empty one. */
export const words: Kind<Words> = {
  name: 'words',
  openings: ['Read words', 'Read a line of words', 'Take a list of words'],
  reading: 'import sys\nxs = sys.stdin.read().split()',
  parse: parseWords,
  hurriedReading: 'xs = input().split()',
  hurriedParse: input => input === '' ? null : parseWords(input),
  note: xs => xs.join(' ') || 'none',
  operations,
  outputs,
  byHand: (random, size) => draw(random, size, vocabulary),
  candidates: random => {
    const few = Array.from({ length: 5 }, () => random.pick(vocabulary))
    return [...edges, ...Array.from({ length: 40 }, (_, i) => draw(random, random.integer(2, 8), i % 3 === 0 ? few : vocabulary))]
  },
}
