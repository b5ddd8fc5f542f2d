import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, jest } from '@jest/globals'
import { JailDeath } from './jail.ts'
import type { ProgramJob, ProgramReply } from './program-job.ts'
import { JailPool, jailsPerLane } from './jail-pool.ts'
import { never } from './table.spec.fixture.ts'

const jobOf = (source: string, ms: number): ProgramJob => ({
  source, tests: [], cpuLimitMs: ms, idleLimitMs: 0, sharing: 1, memoryLimitBytes: 1, outputLimitBytes: 1, functionName: null,
})

/** A jail whose jobs take their CPU limit, are slow if they say so, and that dies of the program `die`. */
class SlowJail {
  dead = false
  givesWay = false
  readonly #log: string[]

  constructor(log: string[]) {
    this.#log = log
  }

  async run({ source, cpuLimitMs }: ProgramJob, onSlow: () => void): Promise<ProgramReply> {
    this.#log.push(`${source} starts`)
    if (source.startsWith('slow')) onSlow()
    for (let ms = 0; ms < cpuLimitMs && !this.dead; ms += 10) await sleep(10)
    this.dead ||= source === 'die'
    if (this.dead) throw new JailDeath('died')
    this.#log.push(`${source} ends`)
    return { cells: [], end: null }
  }

  giveWay(yes: boolean): void {
    this.givesWay = yes
  }

  async stop(): Promise<void> {
    this.dead = true
  }
}

function makePool() {
  const log: string[] = []
  const jails: SlowJail[] = []
  const pool = new JailPool(async () => {
    const jail = new SlowJail(log)
    jails.push(jail)
    return jail
  })
  return { pool, log, jails }
}

jest.setTimeout(30_000)

describe('JailPool', () => {
  it('starts no more jails than quick jobs need', async () => {
    const { pool, jails } = makePool()
    await Promise.all(Array.from({ length: 20 }, (_, i) => pool.run(jobOf(`${i}`, i < 2 ? 300 : 10), never))) // However long they wait for the machine.
    expect(jails.length).toBe(2)
  })

  it('runs quick jobs beside slow ones, up to all its jails', async () => {
    const { pool, log, jails } = makePool()
    const slow = Array.from({ length: jailsPerLane + 1 }, (_, i) => pool.run(jobOf(`slow ${i}`, 200), never))
    const quick = pool.run(jobOf('quick', 10), never)
    await Promise.all([...slow, quick])
    expect(jails.length).toBe(jailsPerLane)
    expect(log.indexOf(`slow ${jailsPerLane - 1} starts`)).toBeLessThan(log.indexOf('slow 0 ends'))
    expect(log.indexOf(`slow ${jailsPerLane} starts`)).toBeGreaterThan(log.indexOf('slow 0 ends'))
    expect(jails.filter(({ givesWay }) => givesWay).length).toBeGreaterThanOrEqual(jailsPerLane - 1) // One had the quick job last.
  })

  it('lets quick jobs go before those that are known to be slow, which leave them jails', async () => {
    const { pool, log, jails } = makePool()
    const slow = Array.from({ length: jailsPerLane }, (_, i) => pool.run(jobOf(`known ${i}`, 300), never, 'slow'))
    await sleep(100)
    await pool.run(jobOf('quick', 10), never)
    expect(log.filter(line => line.startsWith('known')).every(line => line.endsWith('starts'))).toBe(true)
    expect(jails.map(({ givesWay }) => givesWay)).toEqual([...Array.from({ length: jailsPerLane - 2 }, () => true), false])
    await Promise.all(slow)
  })

  it('keeps only some of its jails where there is no work', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
    const { pool, jails } = makePool()
    const slow = Array.from({ length: 12 }, (_, i) => pool.run(jobOf(`slow ${i}`, 100), never))
    await Promise.all(slow)
    await jest.advanceTimersByTimeAsync(61_000)
    jest.useRealTimers()
    expect(jails.filter(({ dead }) => !dead).length).toBe(8)
  })

  it('runs a job alone that asks for it', async () => {
    const { pool, log } = makePool()
    const first = pool.run(jobOf('a', 150), never)
    await sleep(50)
    await Promise.all([first, pool.run(jobOf('b', 10), never, 'alone'), pool.run(jobOf('c', 10), never)])
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
  })

  it('replaces a jail that died, and one that an abort killed', async () => {
    const { pool, log, jails } = makePool()
    await expect(pool.run(jobOf('die', 0), never)).rejects.toThrow('died')
    const controller = new AbortController()
    const aborted = pool.run(jobOf('a', 5000), controller.signal)
    await sleep(30)
    controller.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    await expect(pool.run(jobOf('b', 10), controller.signal)).rejects.toThrow('enough')
    await pool.run(jobOf('c', 10), never)
    expect(log).toEqual(['die starts', 'a starts', 'c starts', 'c ends'])
    expect(jails.map(({ dead }) => dead)).toEqual([true, true, false])
    const late = expect(Promise.all([pool.run(jobOf('d', 10), never), pool.run(jobOf('e', 10), never, 'alone')])).rejects.toThrow('closed')
    await pool.close()
    await late
    await expect(pool.run(jobOf('f', 10), never)).rejects.toThrow('closed')
    expect(jails.at(-1)!.dead).toBe(true)
  })

  it('starts a jail again that died while it started', async () => {
    let starts = 0
    const pool = new JailPool(() => ++starts < 3 ? Promise.reject(new Error('killed')) : Promise.resolve(new SlowJail([])))
    await expect(pool.run(jobOf('a', 1), never)).resolves.toEqual({ cells: [], end: null })
    expect(starts).toBe(3)
  })

  it('tells all that wait where no jail can be started', async () => {
    const pool = new JailPool(() => Promise.reject(new Error('no jail')))
    await Promise.all([1, 2, 3].map(n => expect(pool.run(jobOf(`${n}`, 1), never)).rejects.toThrow('no jail')))
  })
})
