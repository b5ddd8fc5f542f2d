import * as Schema from 'effect/Schema'
import { CureError, decoder } from '@cure-ts/records'
import type { LoadWeights } from './load-weights.ts'
import { askServer, load, onEvery, probe, Refusal, rootOf, type SamplingServer } from './sampling-server.ts'

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

/** Whether a server takes weights from a folder. */
export async function canReload(server: SamplingServer): Promise<boolean> {
  return !(await probe(server, '/is_paused', { method: 'GET' }) instanceof Refusal)
}

async function reload(server: SamplingServer, path: string, signal: AbortSignal): Promise<void> {
  const post = (at: string, limitMs: number) => askServer(server, at, { method: 'POST', limitMs, signal })
  try {
    await post('/pause?mode=wait', pauseMs)
    const body = { method: 'reload_weights', kwargs: { weights_path: path } }
    await load(server, '/collective_rpc', { body, limitMs: loadMs, signal }, { what: `the weights of ${path}`, advice: 'see that this folder is there on its machine, too, then resume the run' })
    const { success } = decodeReset(await post('/reset_prefix_cache', controlMs), 'the answer to /reset_prefix_cache')
    if (!success) throw new CureError(`${rootOf(server)}: the sampler keeps prefixes that the old weights computed; start it again, then resume the run.`)
  } finally {
    // Without the signal: a run that is stopped leaves no server paused.
    await askServer(server, '/resume', { method: 'POST', limitMs: controlMs })
  }
}
