import PQueue from 'p-queue'
import { Addresses } from './addresses.ts'
import type { Complete } from './completion.ts'
import { requestFault, retryDelayMs } from './request-fault.ts'
import { retrying } from './retrying.ts'
import { samplerClient, type SamplerServer } from './sampler-client.ts'

/** How hard a policy may be asked, wherever it is served. */
export interface RequestLimits {
  readonly apiKey?: string | undefined
  /** Longest wait for one attempt, whose time in our own queue does not count. */
  readonly timeoutMs: number
  /** Attempts after the first. */
  readonly retries: number
  /** Requests at once. */
  readonly concurrency: number
  /** Requests begun a second, evenly spaced; 0: no limit. */
  readonly requestsPerSecond: number
}

export interface OpenaiCompleterOptions extends RequestLimits {
  /** Servers of the same weights, at least one. Since a request has a seed of its own, it does not matter which of them answers. */
  readonly servers: readonly Pick<SamplerServer, 'baseUrl' | 'model'>[]
  /** Requests at once at each of them; null: no limit but `concurrency`. */
  readonly requestsPerAddress: number | null
}

/**
 * A policy behind OpenAI-compatible `/v1/completions` that return token ids, such as vLLM or our learner.
 *
 * A request goes to the server that has the least to do. 408, 409, 429, 5xx, a lost connection and a timeout are retried, at once where
 * another server works. See {@link Complete} for what a rejection means; it is a SamplersDown where no server can be reached.
 */
export function openaiCompleter({ servers, requestsPerAddress, apiKey, timeoutMs, retries, concurrency, requestsPerSecond }: OpenaiCompleterOptions): Complete {
  const addresses = new Addresses(servers.map(server => ({ ...server, attempt: samplerClient({ ...server, apiKey, timeoutMs }) })), requestsPerAddress)
  const queue = new PQueue({ concurrency, ...(requestsPerSecond > 0 ? { interval: 1000 / requestsPerSecond, intervalCap: 1 } : {}) })
  const delayMs = (error: unknown, attempt: number) => {
    const alone = retryDelayMs(error, attempt)
    return alone !== null && addresses.anyWorks ? 0 : alone
  }
  return async (request, signal) => {
    let asked = servers[0]!
    const attempt = () => addresses.use(server => {
      asked = server
      return server.attempt(request, signal)
    }, signal)
    try {
      return await queue.add(() => retrying(attempt, { retries, delayMs, signal }), { signal })
    } catch (error) {
      const fault = requestFault(error, { ...asked, apiKey, timeoutMs })
      throw addresses.down !== null && !signal.aborted ? addresses.down : fault
    }
  }
}
