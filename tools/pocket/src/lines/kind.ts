import type { Kind } from '../chain/kind.ts'
import type { Random } from '../random.ts'
import { vocabulary } from '../words/vocabulary.ts'
import { operations, type Line, type Lines } from './operations.ts'
import { outputs } from './outputs.ts'

const draw = (random: Random, size: number, from: readonly string[], [low, high]: readonly [number, number]): Lines =>
  Array.from({ length: size }, () => ({ name: random.pick(from), number: random.integer(low, high) }))

const written = (xs: Lines, separator: string): string => xs.map(({ name, number }) => `${name} ${number}`).join(separator)

const parseLines = (input: string): Lines => input.split('\n').filter(Boolean).map((line): Line => {
  const [name, number] = line.split(' ') as [string, string]
  return { name, number: Number(number) }
})

const edges = ['', 'cat 0', 'dog -3', 'ant 5\nbear 5', 'owl 2\nowl 2\nowl 7', 'zebra 1\nhen 2\nbear 3\nant 4', 'cat 9\nfox 6\nowl 3\npig 0']

/** Lines of a name and a number, perhaps none. */
export const lines: Kind<Lines> = {
  name: 'lines',
  openings: ['Read lines of a name and a number', 'Read names with numbers, one per line', 'Take lines with a name and a number each'],
  reading: 'import sys\nws = sys.stdin.read().split()\nxs = [(w, int(n)) for w, n in zip(ws[::2], ws[1::2])]',
  parse: parseLines,
  hurriedReading: 'ws = input().split()\nxs = [(w, int(n)) for w, n in zip(ws[::2], ws[1::2])]',
  hurriedParse: input => input === '' ? null : parseLines(input).slice(0, 1),
  note: xs => written(xs, ', ') || 'none',
  operations,
  outputs,
  byHand: (random, size, range) => written(draw(random, size, vocabulary, range), '\n'),
  candidates: random => {
    const few = Array.from({ length: 4 }, () => random.pick(vocabulary))
    const drawn = Array.from({ length: 36 }, (_, i) => draw(random, random.integer(2, 7), i % 3 === 0 ? few : vocabulary, i % 4 === 0 ? [-2, 4] : [-9, 15]))
    return [...edges, ...drawn.map(xs => written(xs, '\n'))]
  },
}
