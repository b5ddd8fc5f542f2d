import { defer, finalize, type MonoTypeOperatorFunction, type OperatorFunction, tap } from 'rxjs'
import type { Seconds } from '@cure-ts/records'

export type StageName = Exclude<keyof Seconds, 'wall'>

/** Measures for one step how long each stage had something inside it; stages overlap, so their sum may exceed the wall time. */
export class StageClock {
  readonly #startedAt = performance.now()
  readonly #busyMs = new Map<StageName, number>()

  /** The stage with its time taken: it is busy from an input until as many outputs have left, or it completes. */
  timed<T, R>(name: StageName, stage: OperatorFunction<T, R>): OperatorFunction<T, R> {
    return source => defer(() => {
      let inside = 0
      let busySince = 0
      const enter: MonoTypeOperatorFunction<T> = tap(() => {
        if (inside++ === 0) busySince = performance.now()
      })
      const idle = () => {
        if (inside > 0) this.add(name, performance.now() - busySince)
        inside = 0
      }
      const leave = tap<R>(() => {
        if (inside === 1) idle()
        else if (inside > 0) inside -= 1
      })
      return source.pipe(enter, stage, leave, finalize(idle))
    })
  }

  /** Counts time that a stage was busy outside of its operator. */
  add(name: StageName, ms: number): void {
    this.#busyMs.set(name, (this.#busyMs.get(name) ?? 0) + ms)
  }

  seconds(): Seconds {
    const stage = (name: StageName) => round((this.#busyMs.get(name) ?? 0) / 1000)
    return {
      sample: stage('sample'),
      execute: stage('execute'),
      tabulate: stage('tabulate'),
      reward: stage('reward'),
      batch: stage('batch'),
      update: stage('update'),
      wall: round((performance.now() - this.#startedAt) / 1000),
    }
  }
}

const round = (seconds: number) => Math.round(seconds * 10_000) / 10_000
