import { describe, expect, it } from '@jest/globals'
import { LanePool } from './lane-pool.ts'
import { never } from './table.spec.fixture.ts'

describe('LanePool', () => {
  it('lends each lane to one at a time, first come first served', async () => {
    const pool = new LanePool(['a', 'b'])
    const log: string[] = []
    const uses = [1, 2, 3, 4].map(n => pool.lend(async lane => {
      log.push(`${n}${lane}`)
      await new Promise(resolve => { setTimeout(resolve, n === 1 ? 30 : 1) })
    }, never))
    await Promise.all(uses)
    expect(log).toEqual(['1b', '2a', '3a', '4a'])
  })

  it('lets a waiter leave, and gives a lane back after a failure', async () => {
    const pool = new LanePool(['a'])
    const controller = new AbortController()
    const first = pool.lend(() => Promise.reject(new Error('mine')), never)
    const second = pool.lend(() => Promise.resolve('ran'), controller.signal)
    controller.abort(new Error('left'))
    await expect(second).rejects.toThrow('left')
    await expect(first).rejects.toThrow('mine')
    await expect(pool.lend(lane => Promise.resolve(lane), never)).resolves.toBe('a')
    await expect(pool.lend(lane => Promise.resolve(lane), controller.signal)).rejects.toThrow('left')
  })
})
