import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, jest, test } from '@jest/globals'
import { cure, isAlive, recordsOf, startCure, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(600_000) // A minute on two idle cores; every piece starts a learner.

const { path: folder, remove } = temporaryFolder()
afterAll(remove)

const args = ['reproduce', '--claims', 'b', '--seeds', '1', '--steps', '2', '--tasks-per-step', '2', '--limit', '2', '--programs', '4', '--tests', '4', '--runs', folder]

/** Of a piece, by the beginning of its folder's name. */
function fileOf(piece: RegExp, name: string): string {
  return join(folder, readdirSync(folder).find(each => piece.test(each)) ?? 'none', name)
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 200_000
  while (!condition() && Date.now() < deadline) await new Promise(resolve => { setTimeout(resolve, 20) })
  expect(condition()).toBe(true)
}

const linesOf = (file: string) => existsSync(file) ? recordsOf(readFileSync(file, 'utf8')).length : 0

const run = /^co-evolution-s1-/

test('a claim that is killed amid its first training goes on there, and is found when it is done', async () => {
  const killed = startCure(args)
  await until(() => linesOf(fileOf(run, 'reports.jsonl')) === 1)
  const [learner = 0] = readFileSync(`/proc/${killed.child.pid}/task/${killed.child.pid}/children`, 'utf8').trim().split(' ').map(Number)
  killed.child.kill('SIGKILL')
  await killed.ended
  await until(() => !isAlive(learner))
  expect(existsSync(fileOf(run, 'made.json'))).toBe(false)
  const kept = [fileOf(/^base-/, 'result.json'), fileOf(run, 'versions.json')].map(file => readFileSync(file, 'utf8'))

  const done = await cure([...args, '--json'])
  expect(done.code).toBe(0)
  expect(done.stderr).toMatch(/^1\/6 co-evolution, seed 1\n/) // The base was evaluated before, and is not again.
  expect([fileOf(/^base-/, 'result.json'), fileOf(run, 'versions.json')].map(file => readFileSync(file, 'utf8'))).toEqual(kept)
  expect(recordsOf(readFileSync(fileOf(run, 'reports.jsonl'), 'utf8')).map(({ step }) => step)).toEqual([1, 2])
  const trained = (piece: RegExp) => recordsOf(readFileSync(fileOf(piece, 'reports.jsonl'), 'utf8')).map(report => report['trained'] as { coder: number, tester: number })
  expect(trained(/^coder-only-s1/).map(({ tester }) => tester)).toEqual([0, 0])
  expect(trained(/^tester-only-s1/).map(({ coder }) => coder)).toEqual([0, 0])

  const [outcome] = JSON.parse(done.stdout) as { rows: { measured: { seeds: number, tasks: number } | null }[] }[]
  expect(outcome).toMatchObject({ id: 'b', seeds: [1] })
  expect(outcome!.rows.every(({ measured }) => measured?.seeds === 1)).toBe(true)
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(/^\| best of N, both over coder only .* points \|/m)

  const again = await cure([...args, '--json'])
  expect(again).toEqual({ code: 0, stdout: done.stdout, stderr: '' })
  const plan = await cure([...args, '--dry-run'])
  expect(plan.stdout).toMatch(/\| co-evolution +\| +2 steps \| +1 \| +1 \|/)
  expect(plan.stdout).toContain('of which 0.0 are left')
})
