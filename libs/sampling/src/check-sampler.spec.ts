import { expect, test } from '@jest/globals'
import { CureError } from '@cure-ts/records'
import { checkSampler } from './check-sampler.ts'
import { samplerClient } from './sampler-client.ts'
import { answer, type Asked, type Behaviour, withSampler } from './mock-sampler.spec.fixture.ts'

// Jest's realm has an Error of its own, and the client asks of what aborted a request whether it is an instance of that.
Object.setPrototypeOf(DOMException.prototype, Error.prototype)

/** How a server is launched: `auto` has a penalty on repetition. */
interface Launched {
  readonly logprobs: 'processed' | 'raw'
  readonly generationConfig: 'vllm' | 'auto'
  readonly isDecisive?: boolean
}

/** Logits of three tokens after a prompt. Of each prompt the first is likeliest; it is there already, so that a penalty takes from it. */
const logitsAfter = (prompt: string, isDecisive: boolean) => [isDecisive ? 40 : 12, 11 + (prompt.length % 5) / 5, 10]

function logSoftmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits)
  const logSum = largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
  return logits.map(logit => logit - logSum)
}

/** Samples as vLLM does: the penalty, then the temperature, then a draw; the answer to a seed is always the same. */
function vllm({ logprobs, generationConfig, isDecisive = false }: Launched): Behaviour {
  return (response, asked) => {
    const penalty = (asked['repetition_penalty'] as number | undefined) ?? (generationConfig === 'auto' ? 1.05 : 1)
    const choices = asked.prompt.flatMap(prompt => Array.from({ length: asked.n }, (_, choice) => {
      const raw = logitsAfter(prompt, isDecisive)
      const processed = raw.map((logit, token) => (token === 0 ? logit / penalty : logit) / (asked['temperature'] as number))
      const given = logprobs === 'raw' ? logSoftmax(raw) : logSoftmax(processed)
      const probabilities = logSoftmax(processed).map(Math.exp)
      const draws = [0.31, 0.62, 0.05, 0.97]
      const tokens = Array.from({ length: asked['max_tokens'] as number }, (__, place) => drawn(probabilities, draws[(choice + place) % 4]!))
      return { text: 'x', finish_reason: 'length', logprobs: { token_logprobs: tokens.map(token => given[token]!) }, token_ids: tokens, prompt_token_ids: [0] }
    }))
    answer(response, 200, { choices: choices.map((choice, index) => ({ ...choice, index })), usage: { completion_tokens: choices.length * (asked['max_tokens'] as number) } })
  }
}

function drawn(probabilities: readonly number[], draw: number): number {
  let left = draw
  return probabilities.findIndex(probability => (left -= probability) < 0)
}

/** Null: the server passes. */
async function faultOf(behaviour: Behaviour, timeoutMs = 5000): Promise<string | null> {
  let said: string | null = null
  await withSampler(behaviour, async ({ baseUrl }) => {
    const fault = await checkSampler({ baseUrl, model: 'm', timeoutMs }, new AbortController().signal).catch((error: unknown) => error)
    if (fault === undefined) return
    expect(fault).toBeInstanceOf(CureError)
    said = (fault as CureError).message.replace(baseUrl, 'URL')
  })
  return said
}

const right: Launched = { logprobs: 'processed', generationConfig: 'vllm' }

test('a server that is launched right passes, also with a model that is sure of everything', async () => {
  expect(await faultOf(vllm(right))).toBeNull()
  expect(await faultOf(vllm({ ...right, isDecisive: true }))).toBeNull()
})

test('it is asked one small thing', async () => {
  await withSampler(vllm(right), async ({ baseUrl, asked }) => {
    await checkSampler({ baseUrl, model: 'm', timeoutMs: 5000 }, new AbortController().signal)
    expect(asked.map(({ prompt, n, max_tokens: maxTokens }: Asked & { max_tokens?: unknown }) => prompt.length * n * Number(maxTokens))).toEqual([128])
  })
})

test.each<[string, Behaviour, string]>([
  ['gives the log-probabilities of the model', vllm({ ...right, logprobs: 'raw' }),
    'The sampler at URL gives log-probabilities of another distribution than it samples from; launch vLLM with --logprobs-mode processed_logprobs.'],
  ['gives no token ids', without('token_ids'), 'The sampler at URL gives no token ids, which training needs; use a server that knows return_token_ids, as vLLM 0.10.2 or later does.'],
  ['gives no log-probabilities', without('logprobs'), 'The sampler at URL gives no log-probabilities, which training needs; launch vLLM with --logprobs-mode processed_logprobs.'],
  ['answers 500', response => answer(response, 500, { error: { message: 'CUDA out of memory' } }), 'The sampler at URL answered 500 CUDA out of memory, when it was checked; correct that, then start again.'],
  ['dies in the middle', response => { response.socket!.destroy() }, 'The sampler at URL cannot be reached (other side closed), when it was checked; correct that, then start again.'],
  ['has another model', response => answer(response, 404, { error: { message: 'no m' } }), 'The sampler at URL does not serve model m there (404 no m); check the address, which usually ends in /v1, and the model\'s name.'],
])('one that %s is refused with one sentence', async (_, behaviour, message) => {
  expect(await faultOf(behaviour)).toBe(message)
})

test('one that does not answer is not waited for', async () => {
  expect(await faultOf(() => undefined, 100)).toBe('The sampler at URL did not answer within 0.1 s, when it was checked; correct that, then start again.')
})

test('what its defaults would change is said by each request', async () => {
  await withSampler(vllm({ ...right, generationConfig: 'auto' }), async ({ baseUrl }) => {
    const sampled = await samplerClient({ baseUrl, model: 'm', timeoutMs: 5000 })({ prompts: ['P'], n: 4, maxTokens: 1, temperature: 1, topP: 1, topK: 0, seed: 1, addSpecialTokens: true }, new AbortController().signal)
    const logprobs = logSoftmax(logitsAfter('P', false))
    expect(sampled[0]!.map(completion => completion.logprobs[0])).toEqual(sampled[0]!.map(({ tokenIds }) => logprobs[tokenIds[0]!]))
  })
})

function without(field: 'token_ids' | 'logprobs'): Behaviour {
  return (response, asked) => answer(response, 200, {
    choices: Array.from({ length: asked.prompt.length * asked.n }, (_, index) => ({
      index, text: 'x', finish_reason: 'stop', logprobs: { token_logprobs: [-1] }, token_ids: [1], prompt_token_ids: [1], [field]: null,
    })),
  })
}
