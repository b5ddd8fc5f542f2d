import * as Schema from 'effect/Schema'
import { CureError, decoder } from '@cure-ts/records'
import type { PublishedWeights } from '../learner.ts'
import { askServer, rootOf, type SamplingServer } from './sampling-server.ts'

/** A server that was just started compiles at its first request. */
const answerMs = 300_000

/**
 * The largest difference of any server that has the learner's weights. What bfloat16 rounds was seen to make 0.005 to 0.015, float32 0.000001;
 * other weights made 0.1 and more.
 */
const largest = 0.05
/** A server may differ so much more than when it was first seen: rounding grows with the weights that training moves. */
const growth = 5
const smallest = 0.002

const decodeEcho = decoder(Schema.fromJsonString(Schema.Struct({
  choices: Schema.NonEmptyArray(Schema.Struct({
    logprobs: Schema.NullOr(Schema.Struct({ token_logprobs: Schema.Array(Schema.NullOr(Schema.Finite)) })),
  })),
})))

/** Looks whether servers have the learner's weights: what they say of a fixed text is compared with what the learner says of it. */
export class Canary {
  /** By base address: the difference when the server was first seen. */
  readonly #first = new Map<string, number>()

  /** @throws CureError where a server has other weights, or cannot say what it has */
  async check(server: SamplingServer, { path, policyVersion, canary }: PublishedWeights, signal: AbortSignal): Promise<void> {
    const difference = await canaryDifference(server, canary, signal)
    const first = this.#first.get(server.baseUrl) ?? largest
    if (difference > Math.min(largest, Math.max(smallest, growth * first))) {
      throw new CureError(`${rootOf(server)}: the sampler has other weights than the learner's version ${policyVersion} (log-probabilities that differ by ${(100 * difference).toFixed(2)}%); start it with --model ${path}, then resume the run.`)
    }
    if (!this.#first.has(server.baseUrl)) this.#first.set(server.baseUrl, difference)
  }
}

/**
 * How far a server's log-probabilities of the canary's tokens are from the learner's, as a mean over tokens: in nats, relative to log-probabilities
 * below -1, since rounding is.
 */
async function canaryDifference(server: SamplingServer, { tokenIds, logprobs }: PublishedWeights['canary'], signal: AbortSignal): Promise<number> {
  const body = { model: server.model, prompt: tokenIds, max_tokens: 1, temperature: 0, echo: true, logprobs: 0 }
  const answer = decodeEcho(await askServer(server, '/v1/completions', { method: 'POST', body, limitMs: answerMs, signal }), 'the sampler\'s answer to the canary')
  const said = answer.choices[0].logprobs?.token_logprobs.slice(1, tokenIds.length) ?? []
  const known = said.filter(logprob => logprob !== null)
  if (known.length !== logprobs.length) throw new CureError(`${rootOf(server)}: the sampler gives no log-probabilities of a prompt (echo with logprobs), by which new weights are checked; use vLLM.`)
  const differences = known.map((logprob, place) => Math.abs(logprob - logprobs[place]!) / Math.max(1, -logprobs[place]!))
  return differences.reduce((sum, difference) => sum + difference, 0) / Math.max(1, differences.length)
}
