import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { findPage } from './hostile-runner.spec.fixture.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { runTable, skipWithoutJail } from './table.spec.fixture.ts'

jest.setTimeout(60_000)

const tests = (count: number) => Array.from({ length: count }, (_, i) => [`${i}\n`, `${i}`] as const)

skipWithoutJail(describe)('slow programs', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = createSandbox(sandboxConfig.parse({ lanes: 1, idleLimitMs: 1000 }))
    await sandbox.check()
  })
  afterAll(() => sandbox.close())

  it('keep neither their own table nor the next from the quick ones of the same lane', async () => {
    const ended: string[] = []
    const note = (name: string) => () => { ended.push(name) }
    const sleepers = runTable(sandbox.run, ['a', 'b', 'c', 'd'].map(name => `import time\nif input() == "0": time.sleep(60)  # ${name}`), [['0', ''], ['1', '']]).then(note('sleepers'))
    const quick = runTable(sandbox.run, ['print(input())', 'print(int(input()))'], tests(50)).then(note('quick'))
    await Promise.all([sleepers, quick])
    expect(ended).toEqual(['quick', 'sleepers'])
  })

  it('wait for their limits beside each other', async () => {
    const start = performance.now()
    const { verdicts, execution } = await runTable(sandbox.run, ['import time\ntime.sleep(60)'], tests(12))
    expect(new Set(verdicts[0])).toEqual(new Set(['timed-out']))
    expect(execution.rerun).toBe(1)
    expect(performance.now() - start).toBeLessThan(10_000) // Of 13 s one after the other, with the one run again.
  })

  it('can\'t hide that they have begun, to wait as long as one that is being loaded', async () => {
    const start = performance.now()
    const { verdicts } = await runTable(sandbox.run, [`${findPage}\nimport time\npage[0] = -1\ntime.sleep(60)`], tests(1))
    expect(verdicts).toEqual([['timed-out']])
    expect(performance.now() - start).toBeLessThan(30_000)
  })

  it('get all of their CPU time, however many share the core', async () => {
    const work = 'import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass\nprint(input())'
    const { verdicts, execution } = await runTable(sandbox.run, ['a', 'b', 'c', 'd'].map(name => `${work}  # ${name}`), tests(2), { timeLimitMs: 1000 })
    expect(new Set(verdicts.flat())).toEqual(new Set(['passed']))
    expect(execution.timing).toBe('exact')
  })

  it('are cut by the clock where timing is wall', async () => {
    const byClock = createSandbox(sandboxConfig.parse({ lanes: 1, timing: 'wall' }))
    await byClock.check()
    const { verdicts, execution, cpuMs } = await runTable(byClock.run, ['while True: pass', 'import time\ntime.sleep(60)', 'print(input())'], tests(1), { timeLimitMs: 700 })
    await byClock.close()
    expect(verdicts.map(([verdict]) => verdict)).toEqual(['timed-out', 'timed-out', 'passed'])
    expect(execution).toMatchObject({ timing: 'wall', rerun: 0 })
    expect(cpuMs[1]![0]!).toBeLessThan(500)
  })
})
