import { OpenAI } from 'openai'
import type { Completion, CompletionRequest } from './completion.ts'
import { readCompletions } from './completion-response.ts'
import { patientFetch } from './patient-fetch.ts'
import { withOwnSignal } from './with-own-signal.ts'

/** One server of a policy. */
export interface SamplerServer {
  /** Up to and with the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  /** Its name of the model. */
  readonly model: string
  readonly apiKey?: string | undefined
  /** Longest wait for one answer. */
  readonly timeoutMs: number
}

/**
 * One attempt at one server: completions[prompt][n].
 *
 * @throws APIError of the client, CureError where the answer lacks what training needs, another Error where it cannot be read
 */
export type Attempt = (request: CompletionRequest, signal: AbortSignal) => Promise<Completion[][]>

/** A server's `/v1/completions`, asked for token ids and log-probabilities. */
export function samplerClient({ baseUrl, model, apiKey, timeoutMs }: SamplerServer): Attempt {
  const client = new OpenAI({
    baseURL: baseUrl,
    // Everything that the client would else take from the environment, where a key may lie that is another server's.
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    logLevel: 'off',
    timeout: timeoutMs,
    maxRetries: 0, // The client's own retries wait as long as a server says, and do not hear an abort.
    fetch: patientFetch,
  })
  return async (request, signal) => {
    const answer = await withOwnSignal(signal, own => client.completions.create(bodyOf(request, model), { signal: own }))
    return readCompletions(answer, request.prompts.length, request.n, baseUrl)
  }
}

/** What is sampled from is the model's distribution at this temperature and truncation: a server takes other defaults from the model's `generation_config.json`. */
const neutral = { repetition_penalty: 1, presence_penalty: 0, frequency_penalty: 0, min_p: 0 }

function bodyOf(request: CompletionRequest, model: string): OpenAI.CompletionCreateParamsNonStreaming {
  const extensions = {
    top_k: request.topK,
    add_special_tokens: request.addSpecialTokens,
    return_token_ids: true,
  }
  return {
    model: request.model ?? model,
    prompt: [...request.prompts],
    n: request.n,
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    logprobs: 0, // The sampled token's own, and no alternatives.
    ...neutral,
    ...extensions,
  }
}
