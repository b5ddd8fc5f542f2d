import { describe, expect, it } from '@jest/globals'
import { confirmDoubtful } from './confirm-doubtful.ts'
import { JailDeath } from './jail.ts'
import type { ProgramJob, ProgramReply } from './program-job.ts'
import type { Ended } from './program-run.ts'

const job: ProgramJob = {
  source: '', tests: ['a', 'b', 'c', 'd'].map(stdin => ({ stdin })),
  cpuLimitMs: 1000, idleLimitMs: 1000, sharing: 1, memoryLimitBytes: 1, outputLimitBytes: 1, functionName: null,
}
const ended = (how: Ended['how'], cpuMs: number): Ended => ({ code: 0, cpuMs, output: Buffer.alloc(0), how })
const [passed, starved, still, looped] = [ended('exit', 1), ended('idle', 790), ended('idle', 5), ended('cpu', 1000)]

/** Confirms cells of which some end well alone; returns what was run, all of it alone, and how the cells end. */
async function confirm(cells: (Ended | null)[], wellAlone: string, timing: 'exact' | 'wall' = 'exact') {
  const ran: string[] = []
  const { cells: confirmed, rerun } = await confirmDoubtful(job, cells, ({ tests: [test] }, company): Promise<ProgramReply> => {
    expect(company).toBe('alone')
    ran.push(test!.stdin)
    const well = wellAlone.includes(test!.stdin)
    return test!.stdin === 'd' && !well ? Promise.reject(new JailDeath('died')) : Promise.resolve({ cells: [well ? passed : still], end: well ? null : { how: 'idle', code: 0 } })
  }, { mode: 'reuse', timing }, same => same)
  return { ran: ran.join(''), rerun, hows: confirmed.map(cell => cell?.how ?? null) }
}

describe('confirmDoubtful', () => {
  it('runs again what stood still with CPU time left, and nothing else', async () => {
    expect(await confirm([passed, starved, looped, ended('idle', 800)], 'b')).toEqual({ ran: 'b', rerun: 1, hows: ['exit', 'exit', 'cpu', 'idle'] })
  })

  it('runs again what has no result', async () => {
    expect(await confirm([null, passed, passed, passed], 'a')).toEqual({ ran: 'a', rerun: 1, hows: ['exit', 'exit', 'exit', 'exit'] })
    expect(await confirm([passed, passed, passed, null], '')).toEqual({ ran: 'ddd', rerun: 1, hows: ['exit', 'exit', 'exit', null] })
  })

  it('believes a program\'s others once one fails alone too', async () => {
    expect(await confirm([still, still, still, still], 'a')).toEqual({ ran: 'ab', rerun: 2, hows: ['exit', 'idle', 'idle', 'idle'] })
  })

  it('believes a limit of wall time', async () => {
    expect(await confirm([still, passed, passed, passed], 'a', 'wall')).toEqual({ ran: '', rerun: 0, hows: ['idle', 'exit', 'exit', 'exit'] })
  })
})
