import { randomUUID } from 'node:crypto'
import { CureError } from '@cure-ts/records'
import { onEvery } from './disk-reload.ts'
import type { LoadWeights } from './load-weights.ts'
import { askServer, Refusal, rootOf, type SamplingServer } from './sampling-server.ts'

const loadMs = 600_000
const probeMs = 10_000

/**
 * vLLM servers with `--enable-lora` and `VLLM_ALLOW_RUNTIME_LORA_UPDATING=1` load the adapters of each version under a name of its own, beside the
 * model that they were started with, then forget those of the version before.
 *
 * @see https://docs.vllm.ai/en/latest/features/lora.html
 */
export function lora(servers: readonly SamplingServer[]): LoadWeights {
  const run = randomUUID().slice(0, 8) // A server may still have adapters of an earlier run, or of this one before it was resumed.
  let before: string | undefined
  return async ({ path, policyVersion }, signal) => {
    const name = `cure-${run}-${policyVersion}`
    await onEvery(servers, async server => {
      const body = { lora_name: name, lora_path: `${path}/adapter` }
      await askServer(server, '/v1/load_lora_adapter', { method: 'POST', body, limitMs: loadMs, signal }).catch((error: unknown) => { throw unloaded(error, server, body.lora_path) })
      if (before !== undefined) await askServer(server, '/v1/unload_lora_adapter', { method: 'POST', body: { lora_name: before }, limitMs: loadMs, signal })
    })
    before = name
    return name
  }
}

/** Whether a server takes adapters: it refuses an empty request where it would take a whole one, and does not know the path else. */
export async function canLoadAdapters(server: SamplingServer): Promise<boolean> {
  try {
    await askServer(server, '/v1/load_lora_adapter', { method: 'POST', body: {}, limitMs: probeMs })
    return true
  } catch (error) {
    if (error instanceof Refusal) return error.status !== 404
    throw error
  }
}

function unloaded(error: unknown, server: SamplingServer, path: string): unknown {
  if (!(error instanceof Refusal)) return error
  return new CureError(`${rootOf(server)}: the sampler could not load the adapters of ${path} (${error.message}); see that the learner trains adapters (--lora-rank), that vLLM has --enable-lora and a --max-lora-rank of that, and that the folder is there on its machine, too.`, { cause: error })
}
