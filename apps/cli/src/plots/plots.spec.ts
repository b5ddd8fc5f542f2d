import { describe, expect, jest, test } from '@jest/globals'
import { evaluationOf, reportOf } from '../run.spec.fixture.ts'
import { resultOf } from '../result.spec.fixture.ts'
import { renderPng } from './render-png.ts'
import { type Plot, renderSvg } from './render-svg.ts'
import { resultPlots } from './result-plots.ts'
import { runPlots } from './run-plots.ts'

jest.setTimeout(60_000)

/** The texts of a picture, in the order in which they are drawn. */
async function textsOf(plot: Plot): Promise<string[]> {
  const svg = await renderSvg(plot)
  expect(svg.match(/NaN|undefined/)).toBeNull()
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text!)
}

const statistic = (value: number) => ({ value, low: value - 0.1, high: value + 0.1, tasks: 2 })

describe('the pictures of a result', () => {
  const figures = { bestOf2x1: statistic(0.5), bestOf2x2: statistic(0.625), bestOf4x1: null, precisionAt1: statistic(0.4), precisionAt2: statistic(0.6), boundAt1: statistic(0.2), boundAt2: statistic(0.3) }
  const plots = resultPlots(resultOf([0.25, 0.75], { figures }))

  test('Best-of-N is a map with its figures in it', async () => {
    const texts = await textsOf(plots['best-of-n']!)
    expect(texts).toEqual(expect.arrayContaining(['Best-of-N accuracy, %', 'programs', 'tests', '50.0', '62.5']))
    expect(texts.filter(text => /^\d+\.\d$/.test(text))).toHaveLength(2)
  })

  test('precision stands beside its bound, with axes that have titles and units', async () => {
    expect(await textsOf(plots['precision']!)).toEqual(expect.arrayContaining(['tests m', '% of pairs', 'measured', 'at least: 1 - exp(-mu² m / 2)']))
  })

  test('tasks and lengths are histograms; a figure that no task decides has none', async () => {
    const tasks = await textsOf(plots['tasks']!)
    expect(tasks).toContain('Correct programs')
    expect(tasks.join()).not.toContain('reference solution')
    expect(await textsOf(plots['lengths']!)).toEqual(expect.arrayContaining(['Programs (at most 96)', 'Tests (at most 64)', 'tokens', 'responses']))
  })

  test('of a result that decides nothing are drawn, too', async () => {
    for (const plot of Object.values(resultPlots(resultOf([])))) expect(await renderSvg(plot)).toMatch(/^<svg /)
  })
})

test('a PNG is drawn with its texts, at twice the size', async () => {
  const svg = (text: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15" font-family="Helvetica, Arial, sans-serif">${text}</text></svg>`
  const [words, none] = [Buffer.from(await renderPng(svg('mu 12'))), Buffer.from(await renderPng(svg('')))]
  expect([words.subarray(1, 4).toString(), words.readUInt32BE(16), words.readUInt32BE(20)]).toEqual(['PNG', 80, 40])
  expect(words.length).toBeGreaterThan(none.length + 100)
})

describe('the pictures of a run', () => {
  test('show every curve by name, and the evaluations where there are some', async () => {
    const reports = [reportOf({ step: 1, metrics: { 'coder/entropy': 0.2, 'tester/entropy': 0.9 } }), reportOf({ step: 2 })]
    const plots = runPlots(reports, [evaluationOf(), evaluationOf({ step: 2 })])
    expect(await textsOf(plots['accuracy']!)).toEqual(expect.arrayContaining(['training tasks', 'held-out', 'step', '%']))
    expect((await textsOf(plots['accuracy']!)).join()).not.toContain('validation')
    expect(await textsOf(plots['tests']!)).toEqual(expect.arrayContaining(['mu: above 0 more tests choose better', 'p_u: test is correct', 'at least, by mu']))
    expect(await textsOf(plots['health']!)).toEqual(expect.arrayContaining(['nats a token', 'coder', 'duplicate', 'copied']))
  })
})
