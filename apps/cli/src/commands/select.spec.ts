import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { bestOfNAccuracy, drawTable } from '@cure-ts/simulation'
import { cure, recordsOf, root, type Running, startCure, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(300_000)

const { path: folder, remove } = temporaryFolder()
afterAll(remove)

const rates = { codeAccuracy: 0.3, pU: 0.6, p01: 0.4, p00: 0.2 }
const tablesOf = (drawn: Partial<Parameters<typeof drawTable>[0]> = {}) => Array.from({ length: 60 }, (_, index) =>
  drawTable({ ...rates, programs: 8, tests: 8, seed: 1, taskId: `${index}`, ...drawn }))
const jsonl = (records: readonly unknown[]) => records.map(record => `${JSON.stringify(record)}\n`).join('')

interface Measured {
  readonly tasks: number
  readonly rules: { readonly rule: string, readonly accuracy: { readonly value: number } }[]
  readonly mu: { readonly value: number, readonly low: number, readonly high: number }
}

describe('cure select', () => {
  test.concurrent('chooses one program of each task, by the seed', async () => {
    const input = jsonl(tablesOf())
    const [one, two] = await Promise.all(['1', '2'].map(seed => cure(['select', '--rule', 'codet', '--seed', seed], { input })))
    const selections = recordsOf(one!.stdout)
    expect(selections).toHaveLength(60)
    expect(selections[0]).toEqual({ taskId: '0', rule: 'codet', scores: Array.from({ length: 8 }, () => expect.any(Number)), chosen: expect.stringMatching(/^p[0-7]$/) })
    expect(selections).not.toEqual(recordsOf(two!.stdout))
  })

  test.concurrent('needs no ground truth', async () => {
    const [table] = tablesOf()
    const generatedOnly = (row: readonly unknown[]) => row.slice(0, 8)
    const { outputs: _, ...blind } = {
      ...table!, correctPrograms: table!.correctPrograms.map(() => null), passed: table!.passed.map(generatedOnly),
      origins: generatedOnly(table!.origins), testIds: generatedOnly(table!.testIds), correctTests: Array.from({ length: 8 }, () => null),
      testTokens: generatedOnly(table!.testTokens), readableTests: generatedOnly(table!.readableTests), testRepeats: generatedOnly(table!.testRepeats!),
    }
    const { code, stdout } = await cure(['select'], { input: jsonl([blind]) })
    expect(code).toBe(0)
    expect(recordsOf(stdout)).toMatchObject([{ rule: 'best-of-n', chosen: expect.any(String) }])
    expect(await cure(['select', '--rule', 'mbr-exec'], { input: jsonl([blind]) })).toEqual({
      code: 2, stdout: '', stderr: 'Task 0: mbr-exec compares the programs\' outputs, which this table lacks; run cure execute with --keep-outputs.\n',
    })
  })

  test.concurrent('compares all rules, with the Best-of-N that the tables count', async () => {
    const tables = tablesOf()
    const { stdout } = await cure(['select', '--compare'], { input: jsonl(tables) })
    for (const rule of ['random', 'best-of-n', 'codet', 'b4', 'coderm', 'mbr-exec', 'mpsc', 'oracle']) expect(stdout).toMatch(new RegExp(`^\\| ${rule} +\\| +\\d`, 'm'))
    const counted = tables.filter(({ counts }) => counts.selectionsCorrect === 1).length / tables.length
    expect(/^\| best-of-n +\| +(\d+\.\d)/m.exec(stdout)![1]).toBe((100 * counted).toFixed(1))
  })

  test.concurrent.each([
    [['--p-01', '0.5', '--tables', '3'], '--p-01 and --p-00 belong together: give both or none.'],
    [['--tables', '3', '--p-01', '2', '--p-00', '0'], 'p01 is 2; a probability is from 0 to 1.'],
  ])('simulate %j is refused in a sentence', async (flags, sentence) => {
    expect(await cure(['simulate', ...flags])).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` })
  })
})

describe('a simulated model', () => {
  let simulation: Running
  let baseUrl: string
  beforeAll(async () => {
    simulation = startCure(['simulate', '--tasks', join(root, 'datasets/pocket/validation.jsonl'), '--p-u', `${rates.pU}`, '--p-01', `${rates.p01}`, '--p-00', `${rates.p00}`])
    const [line] = await once(simulation.child.stdout!, 'data') as [string]
    baseUrl = /http:\S+\/v1/.exec(line)![0]
  })
  afterAll(async () => {
    simulation.child.kill('SIGTERM')
    expect((await simulation.ended).code).toBe(0)
  })

  test('sampled, executed and tabulated has the rates that were set, and the Best-of-N accuracy that follows from them', async () => {
    const tasks = join(folder, 'tasks.jsonl')
    writeFileSync(tasks, readFileSync(join(root, 'datasets/pocket/validation.jsonl'), 'utf8').split('\n').slice(0, 60).join('\n'))
    const sampled = await cure(['sample', '--tasks', tasks, '--base-url', baseUrl, '--programs', '8', '--tests', '8'])
    const executed = await cure(['execute', '--keep-outputs', '--max-ground-truth-tests', '1'], { input: sampled.stdout })
    const { stdout } = await cure(['select', '--compare', '--json'], { input: (await cure(['tabulate'], { input: executed.stdout })).stdout })
    const measured = JSON.parse(stdout) as Measured
    expect(measured.tasks).toBe(60)
    const accuracyOf = (name: string) => measured.rules.find(({ rule }) => rule === name)!.accuracy.value
    const halfWidth = (rate: number, draws: number) => 1.96 * Math.sqrt(rate * (1 - rate) / draws)
    expect(Math.abs(accuracyOf('random') - rates.codeAccuracy)).toBeLessThan(halfWidth(rates.codeAccuracy, 480))
    const expected = bestOfNAccuracy(rates, 8, 8)
    expect(Math.abs(accuracyOf('best-of-n') - expected)).toBeLessThan(halfWidth(expected, 60))
    expect(measured.mu.low).toBeLessThan(0.28)
    expect(measured.mu.high).toBeGreaterThan(0.28)
  })
})
