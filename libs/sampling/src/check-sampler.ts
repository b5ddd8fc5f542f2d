import { CureError } from '@cure-ts/records'
import type { Completion, CompletionRequest } from './completion.ts'
import { requestFault, retryDelayMs } from './request-fault.ts'
import { retrying } from './retrying.ts'
import { samplerClient, type SamplerServer } from './sampler-client.ts'

/** Many words may follow: hardly a model is sure of the next. */
const openPrompts = ['The', 'A', 'My', 'In', 'Once', 'What', 'For', 'Then', 'It', 'On', 'He', 'All', 'One', 'If', 'This', 'No']
/** Nats: a log-probability nearer to 0 than this is that of what is nearly certain. */
const nearZero = 0.05

/**
 * Asks a server one small request and refuses it where its samples cannot be trained on: it has to return the ids of its tokens and as many
 * log-probabilities, those of the distribution that it sampled from.
 *
 * @throws CureError naming what the server lacks, and the launch flag of vLLM that gives it
 */
export async function checkSampler(server: SamplerServer, signal: AbortSignal): Promise<void> {
  const attempt = samplerClient(server)
  const cold: CompletionRequest = { prompts: openPrompts, n: 2, maxTokens: 4, temperature: 0.02, topP: 1, topK: 0, seed: 1, addSpecialTokens: true }
  try {
    const completions = await retrying(() => attempt(cold, signal), { retries: 1, delayMs: retryDelayMs, signal })
    if (!isOfAnotherDistribution(completions.flat())) return
  } catch (error) {
    const fault = requestFault(error, server)
    if (signal.aborted || fault instanceof CureError) throw fault
    throw new CureError(`${(fault as Error).message.replace(/\.$/, '')}, when it was checked; correct that, then start again.`, { cause: error })
  }
  throw new CureError(`The sampler at ${server.baseUrl} gives log-probabilities of another distribution than it samples from; launch vLLM with --logprobs-mode processed_logprobs.`)
}

/**
 * At a temperature near zero hardly anything is left to chance: the log-probabilities of what was sampled are near zero, where they are
 * those of that distribution, and the model's own where they are not. After one prompt or another two words may be equally likely, but not
 * after most.
 */
function isOfAnotherDistribution(cold: readonly Completion[]): boolean {
  return cold.filter(({ logprobs: [first = 0] }) => first < -nearZero).length > cold.length / 2
}
