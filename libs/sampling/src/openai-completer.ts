import { OpenAI } from 'openai'
import PQueue from 'p-queue'
import type { Complete, CompletionRequest } from './completion.ts'
import { readCompletions } from './completion-response.ts'
import { patientFetch } from './patient-fetch.ts'
import { requestFault, retryDelayMs } from './request-fault.ts'
import { retrying } from './retrying.ts'
import { withOwnSignal } from './with-own-signal.ts'

/** Where a policy is served, and how hard it may be asked. */
export interface OpenaiCompleterOptions {
  /** Up to and with the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  /** The server's name of the model. */
  readonly model: string
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

/**
 * A policy behind an OpenAI-compatible `/v1/completions` that returns token ids, such as vLLM or our learner.
 *
 * 408, 409, 429, 5xx, a lost connection and a timeout are retried. See {@link Complete} for what a rejection means.
 */
export function openaiCompleter(options: OpenaiCompleterOptions): Complete {
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // Everything that the client would else take from the environment, where a key may lie that is another server's.
    apiKey: options.apiKey ?? 'none',
    organization: null,
    project: null,
    logLevel: 'off',
    timeout: options.timeoutMs,
    maxRetries: 0, // The client's own retries wait as long as a server says, and do not hear an abort.
    fetch: patientFetch,
  })
  const queue = new PQueue({
    concurrency: options.concurrency,
    ...(options.requestsPerSecond > 0 ? { interval: 1000 / options.requestsPerSecond, intervalCap: 1 } : {}),
  })
  const attempt = async (request: CompletionRequest, signal: AbortSignal) => {
    const body = await withOwnSignal(signal, own => client.completions.create(bodyOf(request, options.model), { signal: own }))
    return readCompletions(body, request.prompts.length, request.n)
  }
  return async (request, signal) => {
    try {
      return await queue.add(() => retrying(() => attempt(request, signal), { retries: options.retries, delayMs: retryDelayMs, signal }), { signal })
    } catch (error) {
      throw requestFault(error, options)
    }
  }
}

function bodyOf(request: CompletionRequest, model: string): OpenAI.CompletionCreateParamsNonStreaming {
  const extensions = {
    top_k: request.topK,
    add_special_tokens: request.addSpecialTokens,
    return_token_ids: true,
  }
  return {
    model,
    prompt: [...request.prompts],
    n: request.n,
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    logprobs: 0, // The sampled token's own, and no alternatives.
    ...extensions,
  }
}
