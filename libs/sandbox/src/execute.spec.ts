import { decoder, Sampled } from '@cure-ts/records'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { pullThrough } from '@cure-ts/stream'
import { EMPTY, firstValueFrom, from, lastValueFrom, map, NEVER, of, take, toArray } from 'rxjs'
import { execute, type ExecuteConfig } from './execute.ts'
import { tablesPerLane } from './sandbox-config.ts'
import type { RunTable, TableJob } from './run-table.ts'

const config: ExecuteConfig = { lanes: 2, mode: 'reuse', timing: 'exact', maxGroundTruthTests: 1 }

const sampled = (taskId: string, rest: object = {}): Sampled => decoder(Sampled)({
  taskId,
  programs: [{ programId: 'p0', code: 'print(1)' }, { programId: 'p1', code: null }],
  tests: [
    { testId: 'g0', origin: 'generated', input: '', output: '1' }, { testId: 't0', origin: 'ground-truth', input: '1', output: '1' },
    { testId: 't1', origin: 'ground-truth', input: '2', output: '1' },
  ],
  ...rest,
}, taskId)

/** All cells pass. */
const passing: RunTable = ({ programs, tests }) => Promise.resolve({
  verdicts: programs.map(() => tests.map(() => 'passed')),
  cpuMs: programs.map(() => tests.map(() => 1)),
  execution: { isolation: 'full', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
})

describe('execute', () => {
  const warn = jest.spyOn(process, 'emitWarning')
  beforeEach(() => { warn.mockReset().mockReturnValue(undefined) })
  afterEach(() => { warn.mockReset() })

  it('gives nothing for nothing', async () => {
    await expect(lastValueFrom(EMPTY.pipe(execute(config, passing), toArray()))).resolves.toEqual([])
  })

  it('gives the sample with verdicts, ground truth cut', async () => {
    let job: TableJob | undefined
    const executed = await firstValueFrom(of(sampled('a', { comparison: 'float', timeLimitMs: 9 })).pipe(execute(config, (asked, signal) => passing(job = asked, signal))))
    expect(executed.tests.map(({ testId }) => testId)).toEqual(['g0', 't0'])
    expect(executed).toMatchObject({ taskId: 'a', verdicts: [['passed', 'passed'], ['passed', 'passed']], cpuMs: [[1, 1], [1, 1]], execution: { isolation: 'full' } })
    expect(job).toMatchObject({ comparison: 'float', timeLimitMs: 9, programs: ['print(1)', null], tests: [{ input: '', output: '1' }, { input: '1', output: '1' }] })
  })

  it('keeps all ground truth where the limit is null, none where it is 0', async () => {
    const ids = async (maxGroundTruthTests: number | null) =>
      (await firstValueFrom(of(sampled('a')).pipe(execute({ ...config, maxGroundTruthTests }, passing)))).tests.map(({ testId }) => testId)
    expect(await ids(null)).toEqual(['g0', 't0', 't1'])
    expect(await ids(0)).toEqual(['g0'])
  })

  it('calls what the sampler gave up on missing', async () => {
    const { verdicts } = await firstValueFrom(of(sampled('a', {
      programs: [{ programId: 'p0', code: 'x' }, { programId: 'p1', code: null, failure: 'timeout' }],
      tests: [{ testId: 'g0', origin: 'generated', input: '', output: '' }, { testId: 'g1', origin: 'generated', input: null, output: null, failure: 'timeout' }],
    })).pipe(execute(config, passing)))
    expect(verdicts).toEqual([['passed', 'missing'], ['missing', 'missing']])
  })

  it('runs many at once, in order of completion', async () => {
    let [now, most] = [0, 0]
    const run: RunTable = async (job, signal) => {
      most = Math.max(most, now += 1)
      await new Promise(resolve => { setTimeout(resolve, job.timeLimitMs) })
      now -= 1
      return passing(job, signal)
    }
    const source = from([300, 600, 50, 100].map((timeLimitMs, i) => sampled(`${i}`, { timeLimitMs })))
    const executed = await lastValueFrom(source.pipe(execute({ ...config, lanes: 1 }, run), toArray()))
    expect(executed.map(({ taskId }) => taskId)).toEqual(['2', '3', '0', '1'])
    expect(most).toBe(4)
  })

  it('makes a task missing by a fault, warns and goes on', async () => {
    const run: RunTable = (job, signal) => job.timeLimitMs === 1 ? Promise.reject(new Error('no jail')) : passing(job, signal)
    const executed = await lastValueFrom(from([sampled('a', { timeLimitMs: 1 }), sampled('b')]).pipe(execute({ ...config, lanes: 1 }, run), toArray()))
    expect(executed.map(({ verdicts }) => verdicts[0])).toEqual([['missing', 'missing'], ['passed', 'passed']])
    expect(executed[0]!.cpuMs).toEqual([[null, null], [null, null]])
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![0]).toBe('Task a was not executed: no jail')
  })

  it('aborts what runs on an early unsubscribe, and starts no more', async () => {
    const aborted: boolean[] = []
    let started = 0
    const run: RunTable = (job, signal) => {
      started += 1
      if (job.timeLimitMs === 1) return passing(job, signal)
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(true)
          reject(signal.reason as Error)
        })
      })
    }
    const slow = Array.from({ length: tablesPerLane + 1 }, (_, i) => sampled(`${i}`))
    const source = from([sampled('quick', { timeLimitMs: 1 }), ...slow])
    await lastValueFrom(source.pipe(execute({ ...config, lanes: 1 }, run), take(1)))
    expect(aborted).toEqual(Array.from({ length: tablesPerLane - 1 }, () => true))
    expect(started).toBe(tablesPerLane)
    expect(warn).not.toHaveBeenCalled()
  })

  it('takes no more of an endless source than it works on', async () => {
    let taken = 0
    function* tasks() {
      for (;;) yield sampled(`${taken++}`)
    }
    const ids = await lastValueFrom(pullThrough(tasks(), execute({ ...config, lanes: 1 }, passing), 5).pipe(take(100), map(({ taskId }) => taskId), toArray()))
    expect(new Set(ids).size).toBe(100)
    expect(taken).toBeLessThanOrEqual(106)
  })

  it('leaves a never-ending source when told to', () => {
    NEVER.pipe(execute(config, passing)).subscribe().unsubscribe()
  })
})
