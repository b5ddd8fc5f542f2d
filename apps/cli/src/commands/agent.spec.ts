import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { cure, recordsOf, root, type Running, startCure, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(300_000)

describe('cure agent, with a simulated model', () => {
  const { path: folder, remove } = temporaryFolder()
  const tasks = join(folder, 'tasks.jsonl')
  const trace = join(folder, 'trace.jsonl')
  const traces = join(folder, 'traces.jsonl')
  let simulation: Running
  let baseUrl: string
  beforeAll(async () => {
    writeFileSync(tasks, readFileSync(join(root, 'datasets/pocket/validation.jsonl'), 'utf8').split('\n').slice(0, 6).join('\n'))
    simulation = startCure(['simulate', '--tasks', tasks, '--code-accuracy', '0.4', '--p-u', '0.9', '--p-01', '0.2', '--p-00', '0.1'])
    const [line] = await once(simulation.child.stdout!, 'data') as [string]
    baseUrl = /http:\S+\/v1/.exec(line)![0]
  })
  afterAll(async () => {
    simulation.child.kill('SIGTERM')
    await simulation.ended
    remove()
  })

  const flags = () => ['--tasks', tasks, '--coder', baseUrl, '--programs', '6', '--tests', '4', '--lanes', '1', '--rounds', '2']

  test('compares all pipelines within the same limits: figures, a picture, and a trace of each', async () => {
    const out = join(folder, 'compared')
    const { code, stdout } = await cure(['agent', 'compare', ...flags(), '--testers', `here=${baseUrl}`, '--rules', 'best-of-n', 'mbr-exec', '--specifications', '3', '--max-pairs', '4', '--max-calls', '20', '--out', out])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^6 tasks, 6 programs and 4 tests each; every pipeline may use 20 calls, /)
    const { runs } = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')) as { runs: { pipeline: string, rule: string | null, accuracy: { value: number }, calls: { value: number, high: number }, endedEarly: number }[] }
    expect(runs.map(({ pipeline, rule }) => [pipeline, rule])).toEqual([
      ['best-of-n', 'best-of-n'], ['best-of-n', 'mbr-exec'], ['iterative-tests', 'best-of-n'], ['iterative-tests', 'mbr-exec'], ['mpsc', null], ['alphacodium', null], ['s-star', null],
    ])
    for (const { accuracy, calls } of runs) {
      expect(accuracy.value).toBeGreaterThanOrEqual(4 / 6) // Of one sample 0.4.
      expect(calls.high).toBeLessThanOrEqual(20)
    }
    for (const run of runs.slice(0, 2)) expect(run).toMatchObject({ calls: { value: 6 + 4 }, endedEarly: 0 })
    expect(runs[4]).toMatchObject({ calls: { value: 6 + 4 + 3 + 1 }, endedEarly: 0 })
    expect(readFileSync(join(out, 'accuracy.svg'), 'utf8')).toContain('tokens a task, prompts and answers')
    for (const { pipeline, rule } of runs) {
      const kept = readFileSync(join(out, `${[pipeline, ...rule === null ? [] : [rule], 'here'].join('-')}.jsonl`), 'utf8')
      expect(recordsOf(kept).filter(({ event }) => event === 'end')).toHaveLength(6)
      appendFileSync(traces, kept)
    }
  })

  test('solves tasks, and replays the trace when the model is gone', async () => {
    const { stdout, stderr } = await cure(['agent', '--pipeline', 'iterative-tests', ...flags(), '--tester', baseUrl, '--trace', trace])
    expect(stderr).toMatch(/^6 tasks, \d+\.\d% correct \[.*\]\.\nA task took \d+\.\d calls, /)
    expect(recordsOf(stdout).map(({ endedBy }) => endedBy)).toEqual(Array.from({ length: 6 }, () => 'done'))
    expect(recordsOf(readFileSync(trace, 'utf8')).some(({ event, name }) => event === 'decision' && name === 'repair-test')).toBe(true)

    simulation.child.kill('SIGTERM')
    await simulation.ended
    const replayed = await cure(['agent', '--replay', trace])
    expect(replayed).toMatchObject({ code: 0, stderr: '' })
    expect(recordsOf(replayed.stdout).map(({ same }) => same)).toEqual(Array.from({ length: 6 }, () => true))

    const all = await cure(['agent', '--replay', traces]) // Of every pipeline of the comparison above.
    expect(recordsOf(all.stdout).map(({ same }) => same)).toEqual(Array.from({ length: 7 * 6 }, () => true))

    writeFileSync(trace, readFileSync(trace, 'utf8').replaceAll('"chosen":"p', '"chosen":"q'))
    expect(await cure(['agent', '--replay', trace])).toMatchObject({ code: 2, stderr: `6 tasks were decided otherwise than in ${trace}; the trace was made by another version.\n` })
  })
})
