import { describe, expect, test } from '@jest/globals'
import { delay, lastValueFrom, mergeMap, of, range, toArray } from 'rxjs'
import { StageClock } from './stage-clock.ts'

describe('StageClock', () => {
  test('counts overlapping work once', async () => {
    const clock = new StageClock()
    const stage = mergeMap((item: number) => of(item).pipe(delay(50)), 4)
    await lastValueFrom(range(0, 4).pipe(clock.timed('sample', stage), toArray()))
    const { sample, execute } = clock.seconds()
    expect(sample).toBeGreaterThan(0.04)
    expect(sample).toBeLessThan(0.15) // Four times 50 ms one after another would be 0.2.
    expect(execute).toBe(0)
  })

  test('counts no time in which nothing is inside', async () => {
    const clock = new StageClock()
    const slowSource = range(0, 2).pipe(mergeMap(item => of(item).pipe(delay(60 * (item + 1)))))
    await lastValueFrom(slowSource.pipe(clock.timed('tabulate', mergeMap(item => of(item))), toArray()))
    expect(clock.seconds().tabulate).toBeLessThan(0.03)
    expect(clock.seconds().wall).toBeGreaterThan(0.1)
  })
})
