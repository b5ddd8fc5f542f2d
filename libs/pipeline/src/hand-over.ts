import { EMPTY, ignoreElements, type Observable } from 'rxjs'
import { abortable } from '@cure-ts/stream'
import type { Learner, LoadWeights } from '@cure-ts/trainer-bridge'
import type { PolicyGate } from './policy-gate.ts'

/** Brings the learner's weights to those who sample; resolves when they sample from these. */
export type HandOver = (learner: Pick<Learner, 'publish'>, signal: AbortSignal) => Promise<void>

/** Hands over through a gate, while sampling goes on until the weights are written. Weights that are there already are not loaded again. */
export function handOverThrough(gate: PolicyGate, load: LoadWeights): HandOver {
  return async (learner, signal) => {
    const weights = await learner.publish()
    if (weights.policyVersion !== gate.policyVersion) await gate.change(weights.policyVersion, () => load(weights, signal))
  }
}

/** Completes when those who sample have the learner's weights: at once where it samples itself. */
export function handOver(session: { readonly handOver?: HandOver | undefined }, learner: Pick<Learner, 'publish'>): Observable<never> {
  const bring = session.handOver
  return bring === undefined ? EMPTY : abortable(signal => bring(learner, signal)).pipe(ignoreElements())
}
