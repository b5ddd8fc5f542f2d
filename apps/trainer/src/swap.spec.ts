import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { filter, lastValueFrom, toArray } from 'rxjs'
import type { StepReport } from '@cure-ts/records'
import { findPython, RunFolder } from '@cure-ts/pipeline'
import { type StartedLearner, startLearner } from '@cure-ts/trainer-bridge'
import { resolveConfig } from './config/resolve-config.ts'
import { runTraining } from './run-training.ts'

jest.setTimeout(60_000)

const root = resolve(import.meta.dirname, '../../..')
const rxjs = pathToFileURL(join(root, 'node_modules/rxjs/dist/cjs/index.js')).href
const ours = (library: string) => pathToFileURL(join(root, 'libs', library, 'dist/index.js')).href

/** Stages of a stranger: a module each, in a folder that is not ours. */
const replacements = {
  sampling: `
    import { sample as ours } from '${ours('sampling')}'
    import { map } from '${rxjs}'
    export const sample = (config, port) => source => source.pipe(
      ours(config, port),
      map(sampled => ({ ...sampled, programs: sampled.programs.map(program => ({ ...program, code: 'print(input()) # swapped' })) })))`,
  sandbox: `
    import { map } from '${rxjs}'
    export const execute = () => map(({ tests, ...sampled }) => ({
      ...sampled, tests,
      verdicts: sampled.programs.map(() => tests.map(() => 'output-limit')),
      cpuMs: sampled.programs.map(() => tests.map(() => 1)),
      execution: { isolation: 'a farm of their own', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
    }))`,
  matrix: `
    import { tabulate as ours } from '${ours('matrix')}'
    import { map } from '${rxjs}'
    export const tabulate = () => source => source.pipe(ours(), map(table => ({ ...table, counts: { ...table.counts, cells: 4242 } })))`,
  rewards: `
    import { reward as ours } from '${ours('rewards')}'
    import { map } from '${rxjs}'
    export const reward = config => source => source.pipe(ours(config), map(rewarded => ({
      ...rewarded, programRewards: rewarded.programRewards.map(() => 7), programAdvantages: rewarded.programAdvantages.map(() => 0.125) })))`,
  'trainer-bridge': `
    import { batch as ours, update as oursToo } from '${ours('trainer-bridge')}'
    import { map } from '${rxjs}'
    export const batch = config => ours({ ...config, jointUpdate: true })
    export const update = learner => source => source.pipe(oursToo(learner), map(done => ({ ...done, metrics: { swapped: 1 } })))`,
}

describe('a run with a stage of somebody else', () => {
  let folder: string
  let learner: StartedLearner
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cure-swap-'))
    writeFileSync(join(folder, 'tasks.jsonl'), ['a', 'b'].map(id => `${JSON.stringify({ task_id: id, question: 'Echo.', test_input: ['1'], test_output: ['1'] })}\n`).join(''))
    writeFileSync(join(folder, 'prompt.jinja'), '{{ question }}')
    for (const [library, source] of Object.entries(replacements)) writeFileSync(join(folder, `${library}.mjs`), source)
    learner = await startLearner({ command: [findPython(), join(root, 'apps/learner/tests/tiny_learner.py')], readyTimeoutMs: 30_000 })
  })
  afterAll(async () => {
    await learner.stop()
    rmSync(folder, { recursive: true })
  })

  /** One step with a learner that is found by its address; no model folder is needed. */
  async function runWith(stages: Record<string, string>): Promise<{ report: StepReport, run: RunFolder }> {
    const file = join(folder, 'config.json')
    writeFileSync(file, JSON.stringify({
      model: 'elsewhere', tasks: ['tasks.jsonl'], steps: 1, tasksPerStep: 2, stages,
      sampling: { programs: 2, tests: 2, coderPrompt: 'prompt.jinja', testerPrompt: 'prompt.jinja' },
      sandbox: { lanes: 1 },
      learner: { address: learner.bridge, httpUrl: learner.http },
    }))
    const { config } = await resolveConfig({ file, env: {}, flags: new Map() })
    const path = mkdtempSync(join(folder, 'run-'))
    const events = await lastValueFrom(runTraining(config, path, { resume: false, signal: new AbortController().signal, onLog: () => undefined, onActivity: () => undefined })
      .pipe(filter(event => event.type === 'step'), toArray()))
    return { report: events[0]!.report, run: new RunFolder(path) }
  }

  test('needs none: a learner by its address trains with our stages', async () => {
    const { report } = await runWith({})
    expect(report).toMatchObject({ step: 1, counts: { tasks: 2, programs: 4 }, warnings: expect.not.arrayContaining(['swapped']) as unknown })
    expect(report.metrics).toMatchObject({ 'coder/loss': 0.5, 'tester/loss': 0.5 })
    expect(report.counts.programsCorrect).toBeGreaterThan(0)
    expect(report.counts.programsCorrect).toBeLessThan(4)
  })

  test('has its samples', async () => {
    const { report, run } = await runWith({ sampling: './sampling.mjs' })
    expect((await run.readExecuted(1))?.flatMap(({ programs }) => programs.map(({ code }) => code))).toEqual(Array.from({ length: 4 }, () => 'print(input()) # swapped'))
    expect(report.counts.programsCorrect).toBe(4)
  })

  test('has its verdicts', async () => {
    const { report, run } = await runWith({ sandbox: './sandbox.mjs' })
    expect((await run.readExecuted(1))?.[0]).toMatchObject({ verdicts: [expect.arrayContaining(['output-limit']), expect.anything()], execution: { isolation: 'a farm of their own' } })
    expect(report.counts.programsCorrect).toBe(0)
  })

  test('has its tables', async () => {
    expect((await runWith({ matrix: './matrix.mjs' })).report.counts.cells).toBe(2 * 4242)
  })

  test('has its rewards', async () => {
    const { report, run } = await runWith({ rewards: './rewards.mjs' })
    expect((await run.readRewarded(1))?.map(({ programRewards }) => programRewards)).toEqual([[7, 7], [7, 7]])
    expect(report.trained.coder).toBe(4)
  })

  test('has its batches and updates', async () => {
    expect((await runWith({ 'trainer-bridge': './trainer-bridge.mjs' })).report.metrics).toEqual({ 'joint/swapped': 1 })
  })

  test('ends with a sentence where a stage is not there', async () => {
    await expect(runWith({ rewards: './missing.mjs' })).rejects.toThrow('missing.mjs: this stage cannot be loaded')
  })
})
