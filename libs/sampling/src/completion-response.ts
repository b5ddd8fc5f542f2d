import * as Schema from 'effect/Schema'
import { CureError, decoder } from '@cure-ts/records'
import type { Completion } from './completion.ts'

const idList = Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Int)))

/** The parts that we read of OpenAI's completion object, with vLLM's token ids and our learner's `policy_version`. */
const CompletionResponse = Schema.Struct({
  choices: Schema.Array(Schema.Struct({
    index: Schema.Int,
    text: Schema.String,
    finish_reason: Schema.NullOr(Schema.String),
    logprobs: Schema.optionalKey(Schema.NullOr(Schema.Struct({
      token_logprobs: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Finite))),
    }))),
    token_ids: idList,
    prompt_token_ids: idList,
  })),
  usage: Schema.optionalKey(Schema.NullOr(Schema.Struct({ completion_tokens: Schema.Int }))),
  policy_version: Schema.optionalKey(Schema.NullOr(Schema.Int)),
})
const decodeResponse = decoder(CompletionResponse)

/**
 * Reads the body of an answer from the `/v1/completions` of a server.
 *
 * Training needs the ids that the server sampled, never re-tokenised text, and a log-probability for each; so their numbers are checked.
 *
 * @returns completions[prompt][n]
 * @throws CureError where the server leaves out token ids or log-probabilities, or gives a wrong number of them;
 * another Error where the body is no completion object or has too few choices
 */
export function readCompletions(body: unknown, prompts: number, n: number, baseUrl: string): Completion[][] {
  const sampler = `The sampler at ${baseUrl}`
  const response = decodeBody(body, baseUrl)
  const choices = response.choices.toSorted((a, b) => a.index - b.index)
  if (choices.length !== prompts * n) throw new Error(`${sampler} gave ${choices.length} completions where ${prompts * n} were asked for.`)
  const completions = choices.map<Completion>(choice => {
    if (choice.token_ids == null || choice.prompt_token_ids == null) {
      throw new CureError(`${sampler} gives no token ids, which training needs; use a server that knows return_token_ids, as vLLM 0.10.2 or later does.`)
    }
    if (choice.logprobs?.token_logprobs == null) {
      throw new CureError(`${sampler} gives no log-probabilities, which training needs; launch vLLM with --logprobs-mode processed_logprobs.`)
    }
    return {
      text: choice.text,
      promptTokenIds: choice.prompt_token_ids,
      tokenIds: choice.token_ids,
      logprobs: choice.logprobs.token_logprobs,
      finishReason: choice.finish_reason ?? 'unknown',
      policyVersion: response.policy_version ?? null,
    }
  })
  checkCounts(completions, response.usage?.completion_tokens, sampler)
  return Array.from({ length: prompts }, (_, prompt) => completions.slice(prompt * n, (prompt + 1) * n))
}

function decodeBody(body: unknown, baseUrl: string): typeof CompletionResponse.Type {
  try {
    return decodeResponse(body, `the answer of ${baseUrl}`)
  } catch (error) {
    // One odd answer is the failure of its request, not a fault of the configuration.
    throw new Error((error as Error).message, { cause: error })
  }
}

function checkCounts(completions: readonly Completion[], completionTokens: number | undefined, sampler: string): void {
  const uneven = completions.find(({ tokenIds, logprobs }) => tokenIds.length !== logprobs.length)
  if (uneven !== undefined) {
    throw new CureError(`${sampler} gives ${uneven.tokenIds.length} token ids but ${uneven.logprobs.length} log-probabilities for one answer; use a server that gives one for each.`)
  }
  const total = completions.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
  if (completionTokens !== undefined && completionTokens !== total) {
    throw new CureError(`${sampler} counts ${completionTokens} completion tokens but gives ${total} token ids; use a server that gives every one of them.`)
  }
}
