import { describe, expect, it } from '@jest/globals'
import { JailDeath } from './jail.ts'
import type { Cell, ProgramJob, ProgramReply } from './program-job.ts'
import { type Ended, runProgram } from './program-run.ts'

const job: ProgramJob = {
  source: '', tests: ['a', 'b', 'c'].map(stdin => ({ stdin })),
  cpuLimitMs: 1000, idleLimitMs: 1000, sharing: 1, memoryLimitBytes: 1, outputLimitBytes: 1, functionName: null,
}
const cell = (code = 0): Cell => ({ code, cpuMs: 1, output: Buffer.alloc(0) })

const keep = (ended: Ended): Ended => ended

/** Runs the job on scripted replies; returns the run and the tests of each child. */
async function script(replies: (ProgramReply | JailDeath)[], mode: 'reuse' | 'isolate' = 'reuse') {
  const asked: string[] = []
  const run = await runProgram(job, async ({ tests }) => {
    asked.push(tests.map(({ stdin }) => stdin).join(''))
    const reply = replies.shift()!
    if (reply instanceof JailDeath) throw reply
    return reply
  }, { mode, timing: 'exact' }, keep)
  return { asked, retried: run.retried, cells: run.cells.map(ended => ended && [ended.how, ended.code]) }
}

describe('runProgram', () => {
  it('runs all tests in one child', async () => {
    expect(await script([{ cells: [cell(), cell(3), cell()], end: null }])).toEqual({ asked: ['abc'], retried: 0, cells: [['exit', 0], ['exit', 3], ['exit', 0]] })
  })

  it('runs each in its own child where asked to, and after dirt', async () => {
    const one = { cells: [cell()], end: null }
    expect((await script([one, one, one], 'isolate')).asked).toEqual(['a', 'b', 'c'])
    expect((await script([one, one, one])).asked).toEqual(['abc', 'b', 'c'])
  })

  it('goes on in a new child after a death', async () => {
    expect(await script([{ cells: [cell(), cell()], end: { how: 'cpu', code: 0 } }, { cells: [cell()], end: { how: 'exit', code: 7 } }]))
      .toEqual({ asked: ['abc', 'c'], retried: 0, cells: [['exit', 0], ['cpu', 0], ['exit', 7]] })
  })

  it('fills the row of a program that does not compile', async () => {
    expect((await script([{ cells: [cell(-1)], end: null }])).cells).toEqual([['exit', -1], ['exit', -1], ['exit', -1]])
  })

  it('runs a test again in a new child if memory failed it in a used one', async () => {
    expect((await script([{ cells: [cell(), cell(-2)], end: null }, { cells: [cell(-2)], end: null }, { cells: [cell()], end: null }])).asked).toEqual(['abc', 'b', 'c'])
    expect((await script([{ cells: [cell(), cell()], end: { how: 'signal', code: 11 } }, { cells: [cell(), cell()], end: null }])).cells)
      .toEqual([['exit', 0], ['exit', 0], ['exit', 0]])
  })

  it('tries again twice when the jail dies of it, then gives up', async () => {
    const mine = () => new JailDeath('died')
    expect(await script([mine(), mine(), { cells: [cell(), cell(), cell()], end: null }])).toMatchObject({ retried: 6, cells: [['exit', 0], ['exit', 0], ['exit', 0]] })
    expect(await script([{ cells: [cell()], end: { how: 'signal', code: 11 } }, mine(), mine(), mine()])).toMatchObject({ retried: 4, cells: [['signal', 11], null, null] })
  })

  it('takes a kill for the machine\'s, unless the CPU limit was used up', async () => {
    const killed = (cpuMs: number) => ({ cells: [{ ...cell(), cpuMs }], end: { how: 'signal' as const, code: 9 } })
    expect(await script([killed(5), killed(5), { cells: [cell(), cell(), cell()], end: null }])).toMatchObject({ retried: 2, cells: [['exit', 0], ['exit', 0], ['exit', 0]] })
    expect((await script([killed(5), killed(5), killed(5)])).cells).toEqual([null, null, null])
    expect((await script([killed(1001), { cells: [cell(), cell()], end: null }])).cells).toEqual([['signal', 9], ['exit', 0], ['exit', 0]])
  })

  it('leashes a program after two timeouts, where asked to', async () => {
    const limits = async (timing: 'exact' | 'leash') => {
      const given: number[] = []
      await runProgram(job, ({ cpuLimitMs, idleLimitMs }) => {
        given.push(cpuLimitMs, idleLimitMs)
        return Promise.resolve({ cells: [cell()], end: { how: 'cpu', code: 0 } })
      }, { mode: 'reuse', timing }, keep)
      return given
    }
    expect(await limits('exact')).toEqual([1000, 1000, 1000, 1000, 1000, 1000])
    expect(await limits('leash')).toEqual([1000, 1000, 1000, 1000, 100, 100])
  })

  it('runs the other tests beside each other after a timeout', async () => {
    let [now, most] = [0, 0]
    const tests = ['a', 'b', 'c', 'd', 'e'].map(stdin => ({ stdin }))
    const { cells } = await runProgram({ ...job, tests }, async ({ tests: [first] }) => {
      most = Math.max(most, now += 1)
      await new Promise(resolve => { setTimeout(resolve, 1) })
      now -= 1
      return { cells: [{ ...cell(), output: Buffer.from(first!.stdin) }], end: { how: first!.stdin === 'd' ? 'exit' : 'idle', code: 0 } }
    }, { mode: 'reuse', timing: 'exact' }, keep)
    expect(most).toBe(4)
    expect(cells.map(ended => `${ended!.output.toString()} ${ended!.how}`)).toEqual(['a idle', 'b idle', 'c idle', 'd exit', 'e idle'])
  })

  it('lets any other fault through', async () => {
    await expect(runProgram(job, () => Promise.reject(new Error('ours')), { mode: 'reuse', timing: 'exact' }, keep)).rejects.toThrow('ours')
  })
})
