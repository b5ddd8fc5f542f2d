/** What a sampler is asked for. */
export interface CompletionRequest {
  readonly prompts: readonly string[]
  /** Completions of each prompt. */
  readonly n: number
  readonly maxTokens: number
  readonly temperature: number
  readonly topP: number
  /** 0: off. */
  readonly topK: number
  /** From 0 to 2^31 - 1. */
  readonly seed: number
  /** False where a prompt has its special tokens written out, as after a chat template. */
  readonly addSpecialTokens: boolean
  /** The server's name of the weights that are to answer; left out: the one that it was set up with. */
  readonly model?: string
}

/** One answer. `tokenIds` and `logprobs` have the same length and include the end token, if there is one. What a model thought stands in `text` between `<think>` and `</think>`. */
export interface Completion {
  readonly text: string
  readonly promptTokenIds: readonly number[]
  readonly tokenIds: readonly number[]
  /** Natural logarithms, under the distribution sampled from. */
  readonly logprobs: readonly number[]
  /** `stop`, or `length` where the answer was cut off. */
  readonly finishReason: string
  /** Updates behind the weights that answered; null where the server does not say. */
  readonly policyVersion: number | null
  /** Length in tokens, where the server gives no ids: `tokenIds` and `logprobs` are then empty. */
  readonly tokenCount?: number
}

/**
 * The port behind which a policy is: completions[prompt][n] for a request.
 *
 * A rejection with a `CureError` is a fault of the configuration and ends the run; with a {@link PromptRefused} the request's prompts are
 * tried one by one; any other rejection is the failure of this one request, whose samples are then recorded as failed.
 */
export type Complete = (request: CompletionRequest, signal: AbortSignal) => Promise<Completion[][]>

/** The server takes requests, but not what this one holds: a prompt that is too long, say. Other prompts of the request may be all right. */
export class PromptRefused extends Error {
  override readonly name = 'PromptRefused'
}
