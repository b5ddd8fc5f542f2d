import { describe, expect, test } from '@jest/globals'
import { firstValueFrom, NEVER, takeUntil, timer } from 'rxjs'
import { abortable } from './abortable.ts'

/** What an observable did, in order. */
function watch<T>(source: ReturnType<typeof abortable<T>>) {
  const events: unknown[] = []
  const subscription = source.subscribe({
    next: value => events.push(value),
    error: (error: unknown) => events.push(error),
    complete: () => events.push('complete'),
  })
  return { events, subscription }
}

const settled = () => new Promise(setImmediate)

test('runs once a subscription, not before', async () => {
  let runs = 0
  const source = abortable(async () => (runs += 1))
  expect(runs).toBe(0)
  expect([await firstValueFrom(source), await firstValueFrom(source)]).toEqual([1, 2])
})

test('emits the value and completes', async () => {
  const { events } = watch(abortable(async () => 'value'))
  await settled()
  expect(events).toEqual(['value', 'complete'])
})

test('emits nothing while the promise is pending', async () => {
  const { events, subscription } = watch(abortable(() => new Promise(() => {})))
  await settled()
  expect(events).toEqual([])
  subscription.unsubscribe()
})

describe('an error', () => {
  const error = new Error('failed')

  test('of the promise is the error', async () => {
    const { events } = watch(abortable(() => Promise.reject(error)))
    await settled()
    expect(events).toEqual([error])
  })

  test('before there is a promise is the error too', () => {
    const { events } = watch(abortable(() => { throw error }))
    expect(events).toEqual([error])
  })
})

describe('unsubscribing', () => {
  test('aborts the signal, and what the run then does is ignored', async () => {
    const signals: AbortSignal[] = []
    const wait = (signal: AbortSignal) => new Promise<void>(resolve => {
      signals.push(signal)
      signal.addEventListener('abort', () => resolve())
    })
    const late = watch(abortable(signal => wait(signal).then(() => 'late')))
    const failing = watch(abortable(signal => wait(signal).then(() => { throw new Error('late') })))
    expect(signals.map(signal => signal.aborted)).toEqual([false, false])
    late.subscription.unsubscribe()
    failing.subscription.unsubscribe()
    expect(signals.map(signal => signal.aborted)).toEqual([true, true])
    await settled()
    expect([late.events, failing.events]).toEqual([[], []])
  })

  test('by another operator does so too', async () => {
    let signal: AbortSignal | undefined
    const run = abortable(given => {
      signal = given
      return firstValueFrom(NEVER, { defaultValue: 0 })
    })
    await firstValueFrom(run.pipe(takeUntil(timer(0))), { defaultValue: 0 })
    expect(signal?.aborted).toBe(true)
  })
})
