import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../cure.spec.fixture.ts'
import { modelsOfRun, newestRun } from './find-models.ts'

const { path: runs, remove } = temporaryFolder()
afterAll(remove)

function makeRun(name: string, checkpoints: readonly string[]): string {
  const run = join(runs, name)
  for (const checkpoint of checkpoints) mkdirSync(join(run, 'checkpoints', checkpoint), { recursive: true })
  mkdirSync(run, { recursive: true })
  writeFileSync(join(run, 'config.json'), '{"model": "/models/base"}')
  return run
}

test('the newest run is the one whose name is the latest time, and is a run', async () => {
  await expect(newestRun(join(runs, 'none'))).rejects.toThrow(/holds no run; train one with `npm start`/)
  makeRun('2026-01-02T00-00-00', [])
  makeRun('2026-01-10T00-00-00', [])
  makeRun('zoo', [])
  mkdirSync(join(runs, '2026-02-01T00-00-00'))
  expect(await newestRun(runs)).toBe(join(runs, '2026-01-10T00-00-00'))
})

test('a run\'s models are the one that it began with and its best or last checkpoint', async () => {
  await expect(modelsOfRun(makeRun('a', []))).rejects.toThrow(/has no checkpoint yet/)
  const run = makeRun('b', ['step-000002', 'step-000010'])
  expect(await modelsOfRun(run)).toEqual(['/models/base', join(run, 'checkpoints', 'step-000010')])
  mkdirSync(join(run, 'checkpoints', 'best'))
  expect(await modelsOfRun(run)).toEqual(['/models/base', join(run, 'checkpoints', 'best')])
})
