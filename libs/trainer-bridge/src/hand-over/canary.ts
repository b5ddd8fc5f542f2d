import * as Schema from 'effect/Schema'
import { CureError, decoder } from '@cure-ts/records'
import type { PublishedWeights } from '../learner.ts'
import { askServer, rootOf, type SamplingServer } from './sampling-server.ts'

/** Nats a token, on average: what a server that computes in bfloat16 rounds is several times less, see the README. */
export const canaryTolerance = 0.1

/** A server that was just started compiles at its first request. */
const answerMs = 300_000

const decodeEcho = decoder(Schema.Struct({
  choices: Schema.NonEmptyArray(Schema.Struct({
    logprobs: Schema.NullOr(Schema.Struct({ token_logprobs: Schema.Array(Schema.NullOr(Schema.Finite)) })),
  })),
}))

/**
 * Looks whether a server has these weights: what it says of the canary's tokens is compared with what the learner said.
 *
 * @throws CureError where they differ by more than {@link canaryTolerance}, or the server cannot say it
 */
export async function checkCanary(server: SamplingServer, { path, policyVersion, canary }: PublishedWeights, signal: AbortSignal): Promise<void> {
  const difference = await canaryDifference(server, canary, signal)
  if (difference <= canaryTolerance) return
  throw new CureError(`${rootOf(server)}: the sampler has other weights than the learner's version ${policyVersion} (their log-probabilities differ by ${difference.toFixed(3)} nats a token); start it with --model ${path}, then resume the run.`)
}

/** The mean absolute difference of the log-probabilities of all tokens but the first, in nats. */
export async function canaryDifference(server: SamplingServer, { tokenIds, logprobs }: PublishedWeights['canary'], signal: AbortSignal): Promise<number> {
  const body = { model: server.model, prompt: tokenIds, max_tokens: 1, temperature: 0, echo: true, logprobs: 0 }
  const answer = decodeEcho(await askServer(server, '/v1/completions', { method: 'POST', body, limitMs: answerMs, signal }), 'the sampler\'s answer to the canary')
  const said = answer.choices[0].logprobs?.token_logprobs.slice(1, tokenIds.length) ?? []
  const known = said.filter(logprob => logprob !== null)
  if (known.length !== logprobs.length) throw new CureError(`${rootOf(server)}: the sampler gives no log-probabilities of a prompt (echo with logprobs), by which new weights are checked; use vLLM.`)
  return known.reduce((sum, logprob, place) => sum + Math.abs(logprob - logprobs[place]!), 0) / Math.max(1, known.length)
}
