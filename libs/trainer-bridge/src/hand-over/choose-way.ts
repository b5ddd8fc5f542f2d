import * as Option from 'effect/Option'
import * as Schema from 'effect/Schema'
import { CureError } from '@cure-ts/records'
import { canReload, diskReload } from './disk-reload.ts'
import type { LoadWeights } from './load-weights.ts'
import { canLoadAdapters, lora } from './lora.ts'
import { restarting } from './restart.ts'
import { probe, Refusal, rootOf, type SamplingServer } from './sampling-server.ts'

/** The ways by which new weights reach the servers that sample. */
export const handoverWays = ['auto', 'in-process', 'disk-reload', 'lora', 'restart'] as const
export type HandoverWay = typeof handoverWays[number]

const decodeHealth = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ policy_version: Schema.Int })))

/**
 * The way that was asked for, where the servers can take it; of `auto` the first of in-process, disk-reload and restart that all of them can.
 *
 * @param restart starts the servers again on given weights; undefined where they are not ours to start
 * @returns null where the servers sample from the learner's own weights
 * @throws CureError that names what the servers lack
 */
export async function chooseWay(way: HandoverWay, servers: readonly SamplingServer[], restart: LoadWeights | undefined): Promise<LoadWeights | null> {
  if (way === 'restart') return ours(restart)
  if (way === 'in-process') return inProcess(servers)
  if (way === 'lora') return adapters(servers)
  if (way === 'auto') {
    if (await firstWithout(isLearner, servers) === undefined) return null
    if (restart !== undefined && await firstWithout(canReload, servers) !== undefined) return restarting(restart)
  }
  return reloading(servers)
}

function ours(restart: LoadWeights | undefined): LoadWeights {
  if (restart !== undefined) return restarting(restart)
  throw new CureError('sampler.handover restart is for a server that is started here, and there is none; name its sampler.command.')
}

async function inProcess(servers: readonly SamplingServer[]): Promise<null> {
  const foreign = await firstWithout(isLearner, servers)
  if (foreign === undefined) return null
  throw new CureError(`${rootOf(foreign)}: is no learner, so that it would never get new weights; take sampler.handover auto.`)
}

async function adapters(servers: readonly SamplingServer[]): Promise<LoadWeights> {
  const fixed = await firstWithout(canLoadAdapters, servers)
  if (fixed === undefined) return lora(servers)
  throw new CureError(`${rootOf(fixed)}: the sampler cannot take new adapters; start vLLM with --enable-lora and with VLLM_ALLOW_RUNTIME_LORA_UPDATING=1 in its environment, on an address that only trusted machines reach.`)
}

async function reloading(servers: readonly SamplingServer[]): Promise<LoadWeights> {
  const fixed = await firstWithout(canReload, servers)
  if (fixed === undefined) return diskReload(servers)
  throw new CureError(`${rootOf(fixed)}: the sampler cannot take new weights; start vLLM (0.13 or later) with VLLM_SERVER_DEV_MODE=1 in its environment, on an address that only trusted machines reach.`)
}

async function firstWithout(can: (server: SamplingServer) => Promise<boolean>, servers: readonly SamplingServer[]): Promise<SamplingServer | undefined> {
  const answers = await Promise.all(servers.map(can))
  return servers.find((_, index) => !answers[index])
}

/** A learner says how many updates its weights have had, and needs none brought. */
async function isLearner(server: SamplingServer): Promise<boolean> {
  const said = await probe(server, '/health', { method: 'GET' })
  return !(said instanceof Refusal) && Option.isSome(decodeHealth(said))
}
