import { expect, test } from '@jest/globals'
import { compareResults } from './compare-results.ts'
import { measuredTask } from './measured-task.spec.fixture.ts'
import { renderComparison } from './render-comparison.ts'
import { besidePublished, renderBeside } from './render-published.ts'
import { renderResult } from './render-result.ts'
import { resultOf } from './result.spec.fixture.ts'

const half = measuredTask('a', ['++|+', '--|-'], 1)
const row = (text: string, start: string) => text.split('\n').find(line => line.startsWith(`| ${start}`))?.split('|').map(cell => cell.trim()).slice(1, -1)

test('a result names what was measured and how, and shows what it can decide', () => {
  const text = renderResult(resultOf([half, measuredTask('b', ['--|-', '--|-'])]))
  expect(text).toMatch(/^models\/m on 2 tasks of data\/MBPP\.json, 2 programs and 2 tests each, in 2 s\.\nSampled at temperature 1, top-p 1, top-k all,/)
  expect(row(text, 'unit tests, by a ref')).toEqual(['unit tests, by a reference solution', '50.0 [50.0, 50.0]', '50.0', '1'])
  expect(row(text, 'unit tests, by all')).toEqual(['unit tests, by all correct programs (p_u)', '100.0 [100.0, 100.0]', '100.0', '1'])
  expect(row(text, 'code')).toEqual(['code, one shot', '25.0 [0.0, 50.0]', '25.0', '2'])
  expect(row(text, 'pass@2')?.slice(0, 2)).toEqual(['pass@2', '50.0 [0.0, 100.0]'])
  expect(row(text, 'pass@4')).toBeUndefined()
  expect(text).toContain('| programs | 1 test | 2 tests | 4 tests | 8 tests | 16 tests |\n| -------- | -----: | ------: | ------: | ------: | -------: |\n| 2        |   50.0 |    50.0 |       - |       - |        - |\n\n')
  expect(row(text, '2 ')).toEqual(['2', '50.0', '50.0', '-', '-', '-'])
  expect(row(text, 'best-of-n')).toEqual(['best-of-n', '50.0 [0.0, 100.0]', '+25.0 [+0.0, +50.0]', '0'])
  expect(text).toContain('\nBest: best-of-n; the data do not tell it from random,')
  expect(row(text, '1 ')).toEqual(['1', '100.0 [100.0, 100.0]', '100.0', '39.3 [39.3, 39.3]'])
})

test('a result of an earlier version has no rules of selection', () => {
  const { selection: _, ...earlier } = resultOf([half])
  expect(renderResult(earlier)).not.toContain('best-of-n')
})

test('without a reference solution there is no row for it', () => {
  expect(row(renderResult(resultOf([measuredTask('a', ['++|+'])])), 'unit tests, by a ref')).toBeUndefined()
})

test('a comparison marks a difference that is clear', () => {
  const figures = compareResults(resultOf([half]), resultOf([measuredTask('a', ['++|+', '++|+'], 1)]), { seed: 1 })
  const text = renderComparison(figures)
  expect(row(text, 'code')).toEqual(['code, one shot', '50.0', '100.0', '+50.0 [+50.0, +50.0] *', '1'])
  expect(row(text, 'best of 2 by 1')).toEqual(['best of 2 by 1 test', '100.0', '100.0', '+0.0 [+0.0, +0.0]', '1'])
  expect(row(text, 'program length')).toEqual(['program length, tokens', '10.0', '10.0', '+0.0 [+0.0, +0.0]', '1'])
})

const published = (dataset: string) => ({ model: 'theirs', dataset, unitTestAccuracy: 26.5, codeAccuracy: 31.1, bestOfN: 35.9, temperature: 0.8, topP: 0.95, topK: 40, maxGroundTruthTests: 8, source: 's' })

test('published rows are those of the data set, and what was sampled otherwise is not to be compared', () => {
  const text = renderBeside(besidePublished([resultOf([half])], [published('LiveBench'), published('MBPP')], false)!)
  expect(row(text, 'models/m')).toEqual(['models/m', 'MBPP', '100.0', '50.0', '-', 'T 1, top-p 1, top-k all, all truth tests'])
  expect(row(text, 'theirs')).toEqual(['theirs', 'MBPP', '26.5', '31.1', '35.9', 'T 0.8, top-p 0.95, top-k 40, 8 truth tests'])
  expect(text).not.toContain('LiveBench')
  expect(text).toMatch(/\nNot to be compared: .*\nPublished: s\.\n$/)
})

test('with the same settings they are, and of an unknown data set all or none are shown', () => {
  const settings = { ...resultOf([half]).settings, temperature: 0.8, topP: 0.95, topK: 40, maxGroundTruthTests: 8 }
  const [results, rows] = [[resultOf([half], { settings, taskFiles: ['mine.jsonl'] })], [published('LiveBench'), published('MBPP')]] as const
  expect(besidePublished(results, rows, false)).toBeNull()
  const text = renderBeside(besidePublished(results, rows, true)!)
  expect(text).toContain('LiveBench')
  expect(text).not.toContain('Not to be compared:')
})
