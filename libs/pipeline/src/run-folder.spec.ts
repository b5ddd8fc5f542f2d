import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { lastValueFrom } from 'rxjs'
import { fakeContext } from './fakes.spec.fixture.ts'
import { RunFolder } from './run-folder.ts'
import { train } from './train.ts'

describe('RunFolder', () => {
  const cleanups: (() => void)[] = []
  afterEach(() => { for (const cleanup of cleanups.splice(0)) cleanup() })

  async function trained(keep: 'all' | 'tables' | 'reports') {
    const context = await fakeContext({ keep, steps: 3 })
    cleanups.push(context.remove)
    await lastValueFrom(train(context))
    return context.run
  }

  test('gives back what was written', async () => {
    const run = await trained('all')
    const [executed, rewarded] = [await run.readExecuted(1), await run.readRewarded(1)]
    expect(executed).toHaveLength(3)
    expect(executed?.[0]?.programs[0]?.response?.tokenIds).toEqual([3, 4])
    expect(rewarded?.map(({ taskId }) => taskId)).toEqual(executed?.map(({ taskId }) => taskId))
    expect(await run.readExecuted(4)).toBeNull()
  })

  test('is made once, and says how to go on', async () => {
    const run = await trained('all')
    await expect(run.create({}, {})).rejects.toThrow(`continue it with --resume ${run.path}`)
    await expect(new RunFolder(join(run.path, 'none')).readConfig()).rejects.toThrow('holds no run that can be read')
  })

  test('loses no report to a line that a crash cut off', async () => {
    const run = await trained('all')
    appendFileSync(join(run.path, 'reports.jsonl'), '{"step": 4, "policy')
    expect((await run.readReports()).map(({ step }) => step)).toEqual([1, 2, 3])
    await run.truncate(2)
    expect((await run.readReports()).map(({ step }) => step)).toEqual([1, 2])
  })

  test.each([
    ['all', ['000001.executed', '000001.rewarded', '000002.executed', '000002.rewarded', '000003.executed', '000003.rewarded']],
    ['tables', ['000001.rewarded', '000002.rewarded', '000003.executed', '000003.rewarded']],
    ['reports', ['000003.executed']],
  ] as const)('keeps %s, and the records that a resumed run may need', async (keep, files) => {
    const run = await trained(keep)
    const kept = readdirSync(join(run.path, 'steps')).filter(file => file.endsWith('.jsonl.gz')).map(file => file.replace('.jsonl.gz', ''))
    expect(kept.toSorted()).toEqual(files)
  })
})
