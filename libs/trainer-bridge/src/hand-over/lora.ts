import { randomUUID } from 'node:crypto'
import type { LoadWeights } from './load-weights.ts'
import { askServer, load, onEvery, probe, Refusal, type SamplingServer } from './sampling-server.ts'

const loadMs = 600_000

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
      await load(server, '/v1/load_lora_adapter', { body, limitMs: loadMs, signal }, {
        what: `the adapters of ${body.lora_path}`,
        advice: 'see that the learner trains adapters (--lora-rank), that vLLM has --enable-lora and a --max-lora-rank of that, and that the folder is there on its machine, too',
      })
      if (before !== undefined) await askServer(server, '/v1/unload_lora_adapter', { method: 'POST', body: { lora_name: before }, limitMs: loadMs, signal })
    })
    before = name
    return name
  }
}

/** Whether a server takes adapters: it refuses an empty request where it would take a whole one, and does not know the path else. */
export async function canLoadAdapters(server: SamplingServer): Promise<boolean> {
  const said = await probe(server, '/v1/load_lora_adapter', { method: 'POST', body: {} })
  return !(said instanceof Refusal) || said.status !== 404
}
