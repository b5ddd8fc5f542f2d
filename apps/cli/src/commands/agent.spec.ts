import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { cure, recordsOf, root, type Running, startCure, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(300_000)

describe('cure agent, with a simulated model', () => {
  const { path: folder, remove } = temporaryFolder()
  const tasks = join(folder, 'tasks.jsonl')
  const trace = join(folder, 'trace.jsonl')
  let simulation: Running
  let baseUrl: string
  beforeAll(async () => {
    writeFileSync(tasks, readFileSync(join(root, 'datasets/pocket/validation.jsonl'), 'utf8').split('\n').slice(0, 12).join('\n'))
    simulation = startCure(['simulate', '--tasks', tasks, '--code-accuracy', '0.4', '--p-u', '0.9', '--p-01', '0.2', '--p-00', '0.1'])
    const [line] = await once(simulation.child.stdout!, 'data') as [string]
    baseUrl = /http:\S+\/v1/.exec(line)![0]
  })
  afterAll(async () => {
    simulation.child.kill('SIGTERM')
    await simulation.ended
    remove()
  })

  test('solves tasks by every pipeline, and replays a trace when the model is gone', async () => {
    const solveBy = (pipeline: string, more: readonly string[] = []) => cure(['agent', '--pipeline', pipeline, '--tasks', tasks, '--base-url', baseUrl, '--programs', '6', '--tests', '4', '--lanes', '1', ...more])
    const best = await solveBy('best-of-n')
    expect(best.stderr).toMatch(/^12 tasks, \d+\.\d% correct \[.*\]\.\nA task took 10\.0 calls, /)
    const ends = recordsOf(best.stdout)
    expect(ends.map(({ endedBy, calls }) => [endedBy, calls])).toEqual(ends.map(() => ['done', 10]))
    expect(ends.filter(({ correct }) => correct === true).length).toBeGreaterThan(8) // 0.97 is to be expected; of one sample 0.4.

    const star = await solveBy('s-star', ['--max-pairs', '4'])
    expect(recordsOf(star.stdout).map(({ endedBy }) => endedBy)).toEqual(ends.map(() => 'done'))
    expect(recordsOf(star.stdout).filter(({ correct }) => correct === true).length).toBeGreaterThan(8)

    const consensus = await solveBy('mpsc', ['--specifications', '3'])
    expect(recordsOf(consensus.stdout).map(({ endedBy, calls }) => [endedBy, calls])).toEqual(ends.map(() => ['done', 6 + 4 + 3 + 1]))
    expect(recordsOf(consensus.stdout).filter(({ correct }) => correct === true).length).toBeGreaterThan(8)

    const flow = await solveBy('alphacodium')
    expect(recordsOf(flow.stdout).map(({ endedBy }) => endedBy)).toEqual(ends.map(() => 'done'))
    expect(recordsOf(flow.stdout).filter(({ correct }) => correct === true).length).toBeGreaterThan(8) // Public tests tell right from wrong here.

    const iterative = await solveBy('iterative-tests', ['--trace', trace, '--max-calls', '20', '--rounds', '2'])
    expect(recordsOf(iterative.stdout).every(({ calls }) => Number(calls) > 10 && Number(calls) <= 20)).toBe(true)
    expect(recordsOf(readFileSync(trace, 'utf8')).some(({ event, name }) => event === 'decision' && name === 'repair-test')).toBe(true)

    simulation.child.kill('SIGTERM')
    await simulation.ended
    const replayed = await cure(['agent', '--replay', trace])
    expect(replayed).toMatchObject({ code: 0, stderr: '' })
    expect(recordsOf(replayed.stdout).map(({ same }) => same)).toEqual(Array.from({ length: 12 }, () => true))

    writeFileSync(trace, readFileSync(trace, 'utf8').replaceAll('"chosen":"p', '"chosen":"q'))
    expect(await cure(['agent', '--replay', trace])).toMatchObject({ code: 2, stderr: `12 tasks were decided otherwise than in ${trace}; the trace was made by another version.\n` })
  })
})
