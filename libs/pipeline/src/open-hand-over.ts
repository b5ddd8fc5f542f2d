import { CureError } from '@cure-ts/records'
import type { Complete } from '@cure-ts/sampling'
import { checked, chooseWay, type HandoverWay, type LoadWeights, type SamplingServer } from '@cure-ts/trainer-bridge'
import { type HandOver, handOverThrough } from './hand-over.ts'
import { PolicyGate } from './policy-gate.ts'

/** Servers that are not the learner, and how to ask and to change them. */
export interface OutsideSampler {
  readonly way: HandoverWay
  readonly servers: readonly SamplingServer[]
  readonly complete: Complete
  /** Starts the servers again with the weights of a folder; undefined where they are not ours to start. */
  readonly restart: ((folder: string) => Promise<void>) | undefined
  readonly onLog: ((line: string) => void) | undefined
}

/**
 * How the learner's weights reach servers that it is not.
 *
 * @returns how to ask them from now on, and how to hand over, which a learner that samples itself does not need
 * @throws CureError that names what the servers lack
 */
export async function openHandOver({ way, servers, complete, restart, onLog }: OutsideSampler): Promise<{ complete: Complete, handOver?: HandOver }> {
  const again: LoadWeights | undefined = restart && (async ({ path }) => {
    await restart(path)
    return null
  })
  const load = await chooseWay(way, servers, again)
  if (load === null) return { complete }
  const gate = new PolicyGate()
  // Adapters stand on the model that a server was started with: it cannot be another one.
  const fallback = way === 'lora' ? undefined : again
  return { complete: gate.guard(complete), handOver: handOverThrough(gate, checked(load, { servers, restart: fallback, onLog })) }
}

/** @throws CureError where the learner samples and another way was asked for */
export function refuseHandOver(way: HandoverWay): void {
  if (way === 'auto' || way === 'in-process') return
  throw new CureError(`sampler.handover ${way} is for servers beside the learner, and there is none; name them with sampler.baseUrl, or leave sampler.handover auto.`)
}
