import { type Observable, of } from 'rxjs'
import { abortable } from '@cure-ts/stream'
import type { Learner, LoadWeights } from '@cure-ts/trainer-bridge'
import type { PolicyGate } from './policy-gate.ts'

/**
 * Brings the learner's weights to those who sample; resolves when they sample from these, with the milliseconds that writing and loading
 * them took, without the wait for requests under way.
 */
export type HandOver = (learner: Pick<Learner, 'publish'>, signal: AbortSignal) => Promise<number>

/** Hands over through a gate, while sampling goes on until the weights are written. Weights that are there already are not loaded again. */
export function handOverThrough(gate: PolicyGate, load: LoadWeights): HandOver {
  return async (learner, signal) => {
    let busyMs = 0
    const timed = async <T>(work: () => Promise<T>): Promise<T> => {
      const beganMs = performance.now()
      const done = await work()
      busyMs += performance.now() - beganMs
      return done
    }
    const weights = await timed(() => learner.publish())
    if (weights.policyVersion !== gate.policyVersion) await gate.change(weights.policyVersion, () => timed(() => load(weights, signal)))
    return busyMs
  }
}

/** Emits once those who sample have the learner's weights, see {@link HandOver}: at once where it samples itself. */
export function handOver(session: { readonly handOver?: HandOver | undefined }, learner: Pick<Learner, 'publish'>): Observable<number> {
  const bring = session.handOver
  return bring === undefined ? of(0) : abortable(signal => bring(learner, signal))
}
