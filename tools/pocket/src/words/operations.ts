import { none, type Operation } from '../chain/operation.ts'
import { named, places, step } from '../places.ts'
import { anyWord, wordOf } from './vocabulary.ts'

export type Words = readonly string[]

export const alphabetical = (xs: Words): string[] => xs.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
const keep = (condition: string, holds: (x: string) => boolean) => step<string>(`[x for x in xs if ${condition}]`, xs => xs.filter(holds))
const replaced = (from: string, to: string) => step<string>(`['${to}' if x == '${from}' else x for x in xs]`, xs => xs.map(x => (x === from ? to : x)))
const sorted = step('sorted(xs)', alphabetical)
const byLength = step<string>('sorted(xs, key=len)', xs => xs.toSorted((a, b) => a.length - b.length))
const shared = places<string>('word')

/** Operations on a list of words: by place, by alphabet, by length, by word. */
export const operations: readonly Operation<Words>[] = [
  ...named(shared, 'reverse', 'first', 'last', 'drop-first', 'drop-last', 'rotate-left', 'every-second', 'repeat-each'),
  {
    name: 'sort', values: none,
    wordings: () => ['sort the words alphabetically', 'put the words in alphabetical order'],
    right: () => sorted,
    slips: () => [byLength, step('sorted(set(xs))', xs => alphabetical([...new Set(xs)]))],
  },
  {
    name: 'sort-by-length', values: none,
    wordings: () => ['sort the words by length', 'sort the words from short to long keeping ties in place'],
    right: () => byLength,
    slips: () => [sorted],
  },
  {
    name: 'drop-repeats', values: none,
    wordings: () => ['drop repeated words keeping the first of each', 'remove duplicates and keep the order'],
    right: () => step('list(dict.fromkeys(xs))', xs => [...new Set(xs)]),
    slips: () => [step('sorted(set(xs))', xs => alphabetical([...new Set(xs)]))],
  },
  {
    name: 'keep-longer', values: [3, 4],
    wordings: k => [`keep the words longer than ${k} letters`, `keep the words with more than ${k} letters`],
    right: k => keep(`len(x) > ${k}`, x => x.length > k),
    slips: k => [keep(`len(x) >= ${k}`, x => x.length >= k), keep(`len(x) < ${k}`, x => x.length < k)],
  },
  {
    name: 'keep-shorter', values: [4, 5],
    wordings: k => [`keep the words shorter than ${k} letters`, `keep the words with fewer than ${k} letters`],
    right: k => keep(`len(x) < ${k}`, x => x.length < k),
    slips: k => [keep(`len(x) <= ${k}`, x => x.length <= k), keep(`len(x) > ${k}`, x => x.length > k)],
  },
  {
    name: 'keep-length', values: [3, 4, 5],
    wordings: k => [`keep the words of ${k} letters`, `keep the words with exactly ${k} letters`],
    right: k => keep(`len(x) == ${k}`, x => x.length === k),
    slips: k => [keep(`len(x) >= ${k}`, x => x.length >= k), keep(`len(x) <= ${k}`, x => x.length <= k)],
  },
  {
    name: 'drop-length', values: [3, 4, 5],
    wordings: k => [`drop the words of ${k} letters`, `drop the words with exactly ${k} letters`],
    right: k => keep(`len(x) != ${k}`, x => x.length !== k),
    slips: k => [keep(`len(x) == ${k}`, x => x.length === k)],
  },
  {
    name: 'drop-word', values: anyWord,
    wordings: k => [`drop every ${wordOf(k)}`, `remove the word ${wordOf(k)} wherever it occurs`],
    right: k => keep(`x != '${wordOf(k)}'`, x => x !== wordOf(k)),
    slips: k => [keep(`x == '${wordOf(k)}'`, x => x === wordOf(k))],
  },
  {
    name: 'replace-word', values: anyWord,
    wordings: k => [`replace every ${wordOf(k)} by ${wordOf(k + 5)}`, `write ${wordOf(k + 5)} in the place of each ${wordOf(k)}`],
    right: k => replaced(wordOf(k), wordOf(k + 5)),
    slips: k => [replaced(wordOf(k + 5), wordOf(k))],
  },
  {
    name: 'keep-later', values: anyWord.slice(2, -2),
    wordings: k => [`keep the words that come after ${wordOf(k)} in the alphabet`, `keep the words alphabetically after ${wordOf(k)}`],
    right: k => keep(`x > '${wordOf(k)}'`, x => x > wordOf(k)),
    slips: k => [keep(`x >= '${wordOf(k)}'`, x => x >= wordOf(k)), keep(`x < '${wordOf(k)}'`, x => x < wordOf(k))],
  },
  {
    name: 'append-word', values: anyWord,
    wordings: k => [`append the word ${wordOf(k)}`, `add the word ${wordOf(k)} at the end`],
    right: k => step(`xs + ['${wordOf(k)}']`, xs => [...xs, wordOf(k)]),
    slips: k => [step(`['${wordOf(k)}'] + xs`, xs => [wordOf(k), ...xs])],
  },
]
