import * as Schema from 'effect/Schema'
import { CureError, decoder } from '@cure-ts/records'
import type { LoadWeights } from './load-weights.ts'
import { askServer, Refusal, rootOf, type SamplingServer } from './sampling-server.ts'

const controlMs = 10_000
/** Others may ask the server too, and their requests are waited for. */
const pauseMs = 600_000
const loadMs = 1_800_000

const decodeReset = decoder(Schema.fromJsonString(Schema.Struct({ success: Schema.Boolean })))

/**
 * vLLM servers (0.13 or later) with `VLLM_SERVER_DEV_MODE=1` read the new weights from their folder, all at the same time: each ends what it is
 * answering, loads, forgets the prefixes that the old weights computed, and goes on. It goes on also where loading failed.
 *
 * @see https://docs.vllm.ai/en/latest/training/rlhf.html
 */
export function diskReload(servers: readonly SamplingServer[]): LoadWeights {
  return async ({ path }, signal) => {
    await onEvery(servers, server => reload(server, path, signal))
    return null
  }
}

/** Resolves or rejects when all servers are done. */
export async function onEvery(servers: readonly SamplingServer[], run: (server: SamplingServer) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(servers.map(run))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/** Whether a server takes weights from a folder. */
export async function canReload(server: SamplingServer): Promise<boolean> {
  try {
    await askServer(server, '/is_paused', { method: 'GET', limitMs: controlMs })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

async function reload(server: SamplingServer, path: string, signal: AbortSignal): Promise<void> {
  const post = (at: string, limitMs: number, body?: unknown) => askServer(server, at, { method: 'POST', limitMs, signal, body })
  try {
    await post('/pause?mode=wait', pauseMs)
    await post('/collective_rpc', loadMs, { method: 'reload_weights', kwargs: { weights_path: path } }).catch((error: unknown) => { throw unloaded(error, server, path) })
    const { success } = decodeReset(await post('/reset_prefix_cache', controlMs), 'the answer to /reset_prefix_cache')
    if (!success) throw new CureError(`${rootOf(server)}: the sampler keeps prefixes that the old weights computed; start it again, then resume the run.`)
  } finally {
    // Without the signal: a run that is stopped leaves no server paused.
    await askServer(server, '/resume', { method: 'POST', limitMs: controlMs })
  }
}

function unloaded(error: unknown, server: SamplingServer, path: string): unknown {
  if (!(error instanceof Refusal)) return error
  return new CureError(`${rootOf(server)}: the sampler could not load the weights of ${path} (${error.message}); see that this folder is there on its machine, too, then resume the run.`, { cause: error })
}
