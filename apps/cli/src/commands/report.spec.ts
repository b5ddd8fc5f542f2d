import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import type { EvaluationResult } from '@cure-ts/benchmarks'
import { captured } from '../captured.spec.fixture.ts'
import { temporaryFolder } from '../cure.spec.fixture.ts'
import { resultOf } from '../result.spec.fixture.ts'
import { reportCommand } from './report.ts'

jest.setTimeout(60_000) // Drawing takes its time on a busy machine.

const hostile = '<img src=x onerror=alert(1)>|`'
const statistic = (value: number) => ({ value, low: value - 0.1, high: value + 0.1, tasks: 2 })

function hostileResult(): EvaluationResult {
  const base = resultOf([0.25, 0.75])
  return {
    ...base, model: hostile, tester: hostile, taskFiles: [hostile],
    figures: { ...base.figures, codeAccuracy: statistic(0.5), bestOf2x1: statistic(0.5), bestOf2x2: statistic(0.625) },
    tasks: base.tasks.map((task, index) => ({
      ...task, taskId: `${hostile}${index}`, question: hostile, difficulty: `${hostile}${index}`, tags: [hostile, `tag ${index}`], table: { generatedTests: 2, rows: ['+.++', '.?.+', '..?+'] },
    })),
  }
}

describe('cure evaluate report', () => {
  const { path: folder, remove } = temporaryFolder()
  afterAll(remove)
  const printed = captured('stdout')
  const write = (name: string, result: EvaluationResult) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(result))
    return file
  }
  const report = async (...args: string[]) => {
    for (const option of ['html', 'markdown', 'published']) reportCommand.setOptionValue(option, undefined)
    await reportCommand.parseAsync(args, { from: 'user' })
  }

  test('a page has figures, pictures, parts and the hardest tasks\' tables, loads nothing, and makes no text markup', async () => {
    const page = join(folder, 'page.html')
    await report(write('a.json', hostileResult()), write('b.json', resultOf([0.5, 1])), '--html', page)
    expect(printed.text).toBe(`Wrote ${page}.\n`)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('<td>50.0<small>[40.0, 60.0]</small></td>')
    expect(html.match(/<img alt="[^"]*" src="data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+">/g)).toHaveLength(5)
    for (const title of ['By difficulty, %', 'By tag, %', 'Hardest tasks']) expect(html).toContain(`<h3>${title}</h3>`)
    expect(html).toContain('<tr><th></th><th colspan="2">generated tests</th><th colspan="2">ground truth</th></tr>')
    expect(html).toContain('<tr><th class="correct">1</th><td class="passed" title="program 1, test 1: passed"></td><td class="failed" title="program 1, test 2: failed">.</td><td class="passed truth" title="program 1, ground truth 1: passed">')
    expect(html.match(/<th class="(\w+)">[123]<\/th>/g)!.slice(0, 3)).toEqual(['<th class="correct">1</th>', '<th class="wrong">2</th>', '<th class="unknown">3</th>'])
    // Nothing but what the page itself wrote is markup, and nothing is fetched.
    const tags = new Set(Array.from(html.matchAll(/<([a-z0-9]+)/g), ([, tag]) => tag))
    expect(tags.has('script')).toBe(false)
    expect(html).not.toContain('<img src')
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;|`')
    expect(html.replaceAll(/"data:[^"]*"/g, '')).not.toMatch(/https?:|src="(?!data)|url\(/)
    const pictures = Array.from(html.matchAll(/base64,([^"]+)"/g), ([, data]) => Buffer.from(data!, 'base64').toString())
    for (const svg of pictures) expect(svg.match(/<img|onerror=alert\(1\)>/)).toBeNull()
  })

  test('Markdown has the same, with every name in its cell', async () => {
    await report(write('a.json', hostileResult()))
    const lines = printed.text.split('\n')
    expect(lines.find(line => line.startsWith('| &lt;img'))).toMatch(/\\\|` \+ &lt;img src=x onerror=alert\(1\)>\\\|` \| +&lt;img src=x onerror=alert\(1\)>\\\|` \| +2 \| +2 x 2 \|/)
    expect(printed.text).toContain('### By difficulty, %\n')
    expect(printed.text).toContain('right programs 25.0%, right tests unknown, best of N unknown.\n\n    +.|++\n    .?|.+\n    ..|?+\n')
    expect(printed.text).not.toContain('<img')
  })

  test('results that cannot be compared are said to be so', async () => {
    const [a, b] = [resultOf([0.5]), resultOf([0.5, 1])]
    await report(write('a.json', a), write('b.json', { ...b, settings: { ...b.settings, temperature: 0.8 } }))
    expect(printed.text).toContain('Not to be compared with each other: these results differ in tasks, temperature.')
    printed.text = ''
    await report(write('a.json', a), write('b.json', { ...a, model: 'models/n' }))
    expect(printed.text).not.toContain('Not to be compared')
  })

  test('published results stand beside those on their data set, and rows of one\'s own, on the page and in Markdown', async () => {
    const [page, rows] = [join(folder, 'beside.html'), join(folder, 'rows.jsonl')]
    writeFileSync(rows, `${JSON.stringify({ model: hostile, dataset: 'mbpp', unitTestAccuracy: 1, codeAccuracy: 2, bestOfN: 3, temperature: 1, topP: 1, topK: 0, maxGroundTruthTests: null, source: 'mine' })}\n`)
    const result = { ...resultOf([0.5]), taskFiles: ['data/MBPP.json'], pooled: { readableTestAccuracy: 0.25, codeAccuracy: 0.5 } }
    await report(write('a.json', result), '--published', rows, '--html', page)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('<tr><td>models/m</td><td>MBPP</td><td>25.0</td><td>50.0</td><td>-</td>')
    expect(html).toContain('<tr><td>ReasonFlux-Coder-7B</td><td>MBPP</td><td>79.4</td><td>70.2</td><td>84.6</td>')
    expect(html).toContain('<tr><td>&#60;img src=x onerror=alert(1)&#62;|`</td><td>mbpp</td><td>1.0</td><td>2.0</td><td>3.0</td>')
    expect(html).toMatch(/<p>Not to be compared: .*<br>Published: https:\/\/arxiv\.org\/abs\/2506\.03136, mine\.<\/p>/)
    expect(html).not.toContain('LiveBench')
    printed.text = ''
    await report(write('a.json', result))
    expect(printed.text).toMatch(/## Beside published results, %, pooled over tasks\n\n[^#]*\| ReasonFlux-Coder-14B +\| +MBPP/)
    printed.text = ''
    await report(write('a.json', resultOf([0.5])))
    expect(printed.text).not.toContain('ReasonFlux')
    await report(write('a.json', resultOf([0.5])), '--published')
    expect(printed.text).toMatch(/\| ReasonFlux-Coder-14B +\| +LiveBench/)
  })

  test('results that are called the same are told apart', async () => {
    const page = join(folder, 'same.html')
    const same = [write('a.json', resultOf([0.25])), write('b.json', resultOf([0.5]))]
    await report(...same, '--html', page)
    expect(Array.from(readFileSync(page, 'utf8').matchAll(/<h2>([^<]*)<\/h2>/g), ([, heading]) => heading)).toEqual(['models/m on tasks', 'models/m on tasks (2)'])
    printed.text = ''
    await report(...same)
    expect(printed.text).toContain('\n## models/m on tasks (2)\n')
  })

  test('what is no result is named', async () => {
    await expect(report(join(folder, 'none'))).rejects.toThrow('none: holds no result that can be read (ENOENT)')
    await expect(report(write('a.json', resultOf([1])), '--html', join(folder, 'no', 'such', 'page.html'))).rejects.toThrow(/cannot be written \(ENOENT\)/)
  })
})
