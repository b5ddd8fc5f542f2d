import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { cureConfig } from './cure-config.ts'
import { findConfigured, findModel, modelAt } from './find-model.ts'

jest.setTimeout(60_000)

const commit = '0123456789abcdef0123456789abcdef01234567'
let folder: string
let pythonBefore: string | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cure-find-model-'))
  mkdirSync(join(folder, 'maker', 'here'), { recursive: true })
  writeFileSync(join(folder, 'maker', 'here', 'config.json'), '{}')
  pythonBefore = process.env['CURE_PYTHON']
})
afterEach(() => {
  if (pythonBefore === undefined) delete process.env['CURE_PYTHON']
  else process.env['CURE_PYTHON'] = pythonBefore
  rmSync(folder, { recursive: true })
})

/** A program in the learner's place, which keeps what it was asked. */
function learnerThat(script: string): () => string {
  const python = join(folder, 'python')
  writeFileSync(python, `#!/bin/sh\necho "$@" >> '${folder}/asked'\n${script}\n`, { mode: 0o755 })
  process.env['CURE_PYTHON'] = python
  return () => readFileSync(join(folder, 'asked'), 'utf8')
}

test.each([
  ['a folder that is there', 'maker/here', () => join(folder, 'maker/here')],
  ['a model of the hub', 'maker/tiny', () => 'maker/tiny'],
  ['one of its revisions', 'maker/tiny@refs/pr/1', () => 'maker/tiny@refs/pr/1'],
  ['a path, though nothing is there', './maker/tiny', () => join(folder, 'maker/tiny')],
  ['a longer path', 'runs/a/checkpoints', () => join(folder, 'runs/a/checkpoints')],
  ['a path upwards', 'maker/..', () => folder],
  ['the model that we know how to make', 'smollm2', () => resolve(import.meta.dirname, '../../../models/smollm2')],
])('a name is %s', (_what, name, meant) => {
  expect(modelAt(folder, name)).toBe(meant())
})

describe('a model of the hub', () => {
  test('is fetched by the learner, and named by its commit', async () => {
    const asked = learnerThat(`echo '12:00:00 learner: fetching maker/tiny: 1 of 2 MB' >&2; echo '{"folder": "/cache/snapshots/${commit}"}'`)
    const lines: string[] = []
    expect(await findModel('maker/tiny@v1', true, { onLog: line => lines.push(line) })).toEqual({ folder: `/cache/snapshots/${commit}`, name: `maker/tiny@${commit}` })
    expect(asked()).toBe('-m cure_learner model maker/tiny@v1 --parent-pid-watch\n')
    expect(lines).toEqual(['fetching maker/tiny: 1 of 2 MB'])
  })

  test('that cannot be had is the learner\'s sentence', async () => {
    learnerThat('echo "There is no such model." >&2; exit 2')
    await expect(findModel('maker/tiny', true)).rejects.toThrow(/^There is no such model\.$/)
    process.env['CURE_PYTHON'] = join(folder, 'none')
    await expect(findModel('maker/tiny', true)).rejects.toThrow('cannot be started (ENOENT)')
  })

  test('is no longer fetched when the run is stopped', async () => {
    // It lives until its standard input closes, as the learner does.
    learnerThat('cat > /dev/null; exit 1')
    const stop = new AbortController()
    const fetching = findModel('maker/tiny', true, { signal: stop.signal })
    setTimeout(() => stop.abort(), 100)
    await expect(fetching).rejects.toThrow('The model could not be fetched: it was stopped, then start again.')
  })

  test('comes whole for a learner of ours, its tokenizer for another\'s, and not at all for a server of texts', async () => {
    const asked = learnerThat(`echo '{"folder": "/cache/snapshots/${commit}"}'`)
    const find = (settings: object, train = true) => findConfigured(cureConfig.parse({ model: 'maker/tiny', tasks: ['t'], ...settings }), { train })
    await find({})
    await find({ learner: { address: 'tcp://10.0.0.1:5555', httpUrl: 'http://10.0.0.1:8000' } })
    expect(await find({ sampler: { baseUrl: 'http://127.0.0.1:1/v1', endpoint: 'chat' } }, false)).toEqual({ folder: 'maker/tiny', name: 'maker/tiny' })
    expect(asked().trim().split('\n')).toEqual(['-m cure_learner model maker/tiny --parent-pid-watch', '-m cure_learner model maker/tiny --without-weights --parent-pid-watch'])
  })
})

test('a folder without a model is refused where its weights are needed', async () => {
  await expect(findModel(folder, true)).rejects.toThrow(`${folder}: is no Hugging Face model folder (it has no config.json); give --model`)
  expect(await findModel(folder, false)).toEqual({ folder, name: folder })
})
