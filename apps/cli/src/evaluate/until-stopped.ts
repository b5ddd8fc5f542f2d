import { type MonoTypeOperatorFunction, Observable, raceWith } from 'rxjs'
import { CureError } from '@cure-ts/records'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Work that emits once, at its end: the first interrupt ends it with a sentence, so that what is paid for can be kept; the second one ends the process. */
export function untilStopped<T>(cache: string): MonoTypeOperatorFunction<T> {
  const stopped$ = new Observable<never>(subscriber => {
    let stopping = false
    const stop = () => {
      if (stopping) process.exit(130)
      stopping = true
      process.stderr.write('Stopping: the answers under way are paid for, and waited for. Once more ends at once.\n')
      subscriber.error(new CureError(`Stopped; the answers so far are in ${cache}, and the same command goes on from there.`))
    }
    for (const signal of signals) process.on(signal, stop)
    return () => {
      // Without a listener of ours those of libraries would end the process at once.
      if (!stopping) for (const signal of signals) process.off(signal, stop)
    }
  })
  return raceWith(stopped$)
}
