import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { lastValueFrom, map, of, toArray } from 'rxjs'
import { readResult } from '@cure-ts/benchmarks'
import { Batch, lineEncoder } from '@cure-ts/records'
import { batch } from '@cure-ts/trainer-bridge'
import { cure, recordsOf, temporaryFolder } from '../cure.spec.fixture.ts'
import { shownTask } from '../show/shown-task.spec.fixture.ts'
import { makeWorld } from '../world.spec.fixture.ts'

jest.setTimeout(60_000)

/** The commands that start a learner, with one that needs no torch. */
describe('a command with a learner', () => {
  const { path: folder, remove } = temporaryFolder()
  const { env, tasks, flags } = makeWorld(folder)
  afterAll(remove)
  const few = flags.slice(0, 8)

  test.concurrent('samples tasks from a file or a pipe, at most so many', async () => {
    const counts = ['--programs', '2', '--tests', '1']
    const [fromFile, fromPipe] = await Promise.all([
      cure(['sample', ...few, ...counts, '--limit', '2'], { env }),
      cure(['sample', ...few.slice(0, 2), ...few.slice(4), ...counts, '--limit', '1'], { env, input: `${readFileSync(tasks, 'utf8').split('\n')[0]}\nnever read\n` }),
    ])
    expect(fromFile).toMatchObject({ code: 0, stderr: '' })
    expect(fromPipe).toMatchObject({ code: 0, stderr: '' })
    expect(recordsOf(fromFile.stdout)).toMatchObject(['echo-0', 'echo-1'].map(taskId => ({ taskId, programs: [{ code: '1' }, { code: 'print(input())' }] })))
    expect(recordsOf(fromPipe.stdout)).toHaveLength(1)
  })

  test.concurrent('tries models on a problem in a person\'s words', async () => {
    const prompts = { ...env, CURE_SAMPLING_CODER_PROMPT: few[5], CURE_SAMPLING_TESTER_PROMPT: few[7] }
    const tried = await cure(['try', 'Print the line.', '--models', few[1]!, few[1]!, '--programs', '2', '--tests', '2', '--json'], { env: prompts })
    expect(tried).toMatchObject({ code: 0, stderr: '' })
    const [one, other] = recordsOf(tried.stdout)
    expect(one).toMatchObject({ programs: [{ samples: 1, said: '1' }, { samples: 1, said: 'print(input())' }], unreadable: { programs: 0, tests: 2 }, chosen: null })
    expect(other).toEqual(one)
  })

  test.concurrent('trains on batches', async () => {
    const { rewarded } = await shownTask()
    const batches = await lastValueFrom(of(rewarded).pipe(batch({ step: 1, temperature: 1 }), map(lineEncoder(Batch)), toArray()))
    const updated = await cure(['update', ...few.slice(0, 2), '--checkpoints', join(folder, 'checkpoints')], { env, input: batches.join('') })
    expect(updated).toMatchObject({ code: 0, stderr: '' })
    expect(recordsOf(updated.stdout)).toMatchObject([{ step: 1, phase: 'coder', metrics: { loss: 0.5 } }, { step: 1, phase: 'tester', checkpoint: join(folder, 'checkpoints/step-000001') }])
  })

  test.concurrent('evaluates, for people and for machines', async () => {
    const args = ['evaluate', ...flags.slice(0, 4), '--programs', '2', '--tests', '2', '--limit', '3', '--temperature', '0.8']
    const prompts = { ...env, CURE_SAMPLING_CODER_PROMPT: few[5], CURE_SAMPLING_TESTER_PROMPT: few[7] }
    const out = join(folder, 'result')
    const [text, json] = await Promise.all([cure([...args, '--out', out, '--published'], { env: prompts }), cure([...args, '--json'], { env: prompts })])
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toMatch(/ on 3 tasks of .*, 2 programs and 2 tests each, in \d+ s\.\nSampled at temperature 0\.8, top-p 1, top-k all,/)
    expect(text.stdout).toMatch(/^\| code, one shot +\| +50\.0 \[50\.0, 50\.0\] \| +50\.0 \| +3 \|$/m)
    expect(text.stdout).toMatch(/^\| ReasonFlux-Coder-7B +\| +MBPP \|/m)
    const figures = { codeAccuracy: { value: 0.5 }, bestOf2x2: { tasks: 3 }, passAt2: { value: 1 }, referenceTestAccuracy: { tasks: 3 } }
    expect(JSON.parse(json.stdout)).toMatchObject({ settings: { programs: 2, temperature: 0.8 }, counts: { tasks: 3 }, figures })
    expect(await readResult(join(out, 'result.json'))).toMatchObject({ settings: { temperature: 0.8 }, figures })
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain(`# Evaluation\n\n${text.stdout}\n![best-of-n](best-of-n.svg)\n`)
  })
})
