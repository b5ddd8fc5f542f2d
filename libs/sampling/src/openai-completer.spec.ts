import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { CureError } from '@cure-ts/records'
import type { CompletionRequest } from './completion.ts'
import { answer, type Behaviour, completionOf, withSampler } from './mock-sampler.spec.fixture.ts'
import { openaiCompleter } from './openai-completer.ts'

// Jest's realm has an Error of its own, and the client asks of what aborted a request whether it is an instance of that.
Object.setPrototypeOf(DOMException.prototype, Error.prototype)

const options = { timeoutMs: 5000, retries: 1, concurrency: 8, requestsPerSecond: 0, requestsPerAddress: null }
const at = (...baseUrls: string[]) => ({ ...options, servers: baseUrls.map(baseUrl => ({ baseUrl, model: 'm' })) })
const request: CompletionRequest = { prompts: ['P', 'Q'], n: 2, maxTokens: 9, temperature: 0.8, topP: 0.95, topK: 40, seed: 3, addSpecialTokens: false }
const never = () => new AbortController().signal
const well: Behaviour = (response, asked) => answer(response, 200, completionOf(asked))

/** What the completer rejects with. */
async function faultOf(behaviour: Behaviour, changed: Partial<typeof options> = {}): Promise<Error> {
  let fault: unknown
  await withSampler(behaviour, async ({ baseUrl }) => {
    fault = await openaiCompleter({ ...at(baseUrl), ...changed })(request, never()).catch((error: unknown) => error)
  })
  expect(fault).toBeInstanceOf(Error)
  return fault as Error
}

test('gives token ids and log-probabilities by prompt and completion, whatever the order of the choices', async () => {
  const backwards: Behaviour = (response, asked) => {
    const body = completionOf(asked)
    answer(response, 200, { ...body, choices: body.choices.toReversed(), policy_version: 4 })
  }
  await withSampler(backwards, async ({ baseUrl, asked, requests }) => {
    const completions = await openaiCompleter(at(baseUrl))(request, never())
    expect(completions.map(row => row.map(({ text }) => text))).toEqual([['answer 0', 'answer 1'], ['answer 2', 'answer 3']])
    expect(completions[1]![0]).toEqual({
      text: 'answer 2', promptTokenIds: [5, 1], tokenIds: [7, 2, 1], logprobs: [-0.5, -0.25, -0.125], finishReason: 'stop', policyVersion: 4,
    })
    expect(asked).toEqual([{
      model: 'm', prompt: ['P', 'Q'], n: 2, max_tokens: 9, temperature: 0.8, top_p: 0.95, top_k: 40, seed: 3, logprobs: 0, add_special_tokens: false, return_token_ids: true,
      repetition_penalty: 1, presence_penalty: 0, frequency_penalty: 0, min_p: 0,
    }])
    expect(requests[0]!.url).toBe('/v1/completions')
    expect(requests[0]!.headers.authorization).toBe('Bearer none')
  })
})

test('a server that does not say its policy version', async () => {
  await withSampler(well, async ({ baseUrl }) => {
    expect((await openaiCompleter(at(baseUrl))(request, never()))[0]![0]!.policyVersion).toBeNull()
  })
})

test.each<[string, Behaviour]>([
  ['429 with Retry-After', response => answer(response, 429, {}, { 'retry-after': '0.05' })],
  ['503', response => answer(response, 503, 'busy')],
  ['a connection reset', response => response.socket!.destroy()],
  ['a body that breaks off', response => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"choices"', () => response.socket!.destroy())
  }],
])('goes on after %s', async (_, fault) => {
  await withSampler((response, asked, attempt) => (attempt === 0 ? fault : well)(response, asked, attempt), async ({ baseUrl, asked }) => {
    expect(await openaiCompleter(at(baseUrl))(request, never())).toHaveLength(2)
    expect(asked).toHaveLength(2)
  })
})

test.each<[string, Behaviour, Partial<typeof options>, RegExp]>([
  ['500 for ever', response => answer(response, 500, { error: { message: 'CUDA out of memory' } }), {}, /answered 500 CUDA out of memory\.$/],
  ['no answer', () => undefined, { timeoutMs: 50, retries: 0 }, /did not answer within 0\.05 s\.$/],
  ['headers without a body', response => { response.writeHead(200); response.write(' ') }, { timeoutMs: 50, retries: 0 }, /did not answer within 0\.05 s\.$/],
  ['no JSON', response => answer(response, 200, '{"choices": ['), { retries: 0 }, /JSON/],
  ['another JSON', response => answer(response, 200, { data: [] }), { retries: 0 }, /choices: Required and missing\.$/],
  ['too few choices', (response, asked) => answer(response, 200, completionOf({ ...asked, n: 1 })), { retries: 0 }, /gave 2 completions where 4 were asked for\.$/],
  ['a prompt that is too long', response => answer(response, 400, { error: { message: 'shorten the prompt' } }), {}, /answered 400 shorten the prompt\.$/],
])('%s fails the request alone', async (_, behaviour, changed, message) => {
  const fault = await faultOf(behaviour, changed)
  expect(fault).not.toBeInstanceOf(CureError)
  expect(fault.message).toMatch(message)
})

const without = (field: 'token_ids' | 'prompt_token_ids' | 'logprobs'): Behaviour => (response, asked) => {
  const body = completionOf(asked)
  answer(response, 200, { ...body, choices: body.choices.map(choice => ({ ...choice, [field]: null })) })
}

test.each<[string, Behaviour, RegExp]>([
  ['no token ids', without('token_ids'), /return_token_ids/],
  ['no token ids of the prompt', without('prompt_token_ids'), /return_token_ids/],
  ['no log-probabilities', without('logprobs'), /--logprobs-mode processed_logprobs/],
  ['too few log-probabilities', (response, asked) => {
    const body = completionOf(asked)
    body.choices[1]!.logprobs = { token_logprobs: [-1] }
    answer(response, 200, body)
  }, /3 token ids but 1 log-prob/],
  ['another number of tokens than it counts', (response, asked) => answer(response, 200, { ...completionOf(asked), usage: { completion_tokens: 11 } }), /counts 11 completion tokens but gives 12/],
  ['401', response => answer(response, 401, { error: { message: 'no key' } }), /refuses the API key \(401 no key\)/],
  ['404', response => answer(response, 404, { error: { message: 'The model m does not exist' } }), /does not serve model m/],
  ['an unknown parameter', response => answer(response, 400, { error: { message: 'Unrecognized request argument: return_token_ids' } }), /use vLLM/],
])('%s is a fault of the configuration', async (_, behaviour, message) => {
  const fault = await faultOf(behaviour)
  expect(fault).toBeInstanceOf(CureError)
  expect(fault.message).toMatch(message)
})

test('nobody listens', async () => {
  let gone = ''
  await withSampler(well, ({ baseUrl }) => { gone = baseUrl; return Promise.resolve() })
  await expect(openaiCompleter({ ...at(gone), retries: 0 })(request, never())).rejects.toThrow(/^The sampler cannot be reached: http:\S+ \(ECONNREFUSED, since 20\S+Z\); start it there, then start again/)
})

test('an abort closes the connection, leaves the queue and interrupts the wait before a retry', async () => {
  await withSampler(() => undefined, async ({ baseUrl, aborted, asked }) => {
    const complete = openaiCompleter({ ...at(baseUrl), concurrency: 1 })
    const controller = new AbortController()
    const running = complete(request, controller.signal)
    const queued = complete(request, controller.signal)
    while (asked.length === 0) await sleep(5)
    controller.abort()
    await expect(running).rejects.toThrow()
    await expect(queued).rejects.toThrow()
    while (aborted() === 0) await sleep(5)
    expect(asked).toHaveLength(1)
  })
  await withSampler(response => answer(response, 429, {}, { 'retry-after': '60' }), async ({ baseUrl, asked }) => {
    const controller = new AbortController()
    const waiting = openaiCompleter(at(baseUrl))(request, controller.signal)
    while (asked.length === 0) await sleep(5)
    await sleep(20)
    controller.abort()
    await expect(waiting).rejects.toThrow()
  })
})

test('a signal that lives long gathers no listeners', async () => {
  const { signal } = new AbortController()
  await withSampler(well, async ({ baseUrl }) => {
    const complete = openaiCompleter(at(baseUrl))
    await Promise.all(Array.from({ length: 3 }, () => complete(request, signal)))
  })
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('never more requests at once than allowed, and evenly spaced', async () => {
  let open = 0
  let most = 0
  const times: number[] = []
  const slow: Behaviour = (response, asked) => {
    open += 1
    most = Math.max(most, open)
    times.push(performance.now())
    setTimeout(() => {
      open -= 1
      well(response, asked, 0)
    }, 20)
  }
  await withSampler(slow, async ({ baseUrl }) => {
    const complete = openaiCompleter({ ...at(baseUrl), concurrency: 2 })
    await Promise.all(Array.from({ length: 6 }, () => complete(request, never())))
    expect(most).toBe(2)
    times.length = 0
    const paced = openaiCompleter({ ...at(baseUrl), requestsPerSecond: 20 })
    await Promise.all(Array.from({ length: 4 }, () => paced(request, never())))
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(90)
  })
})
