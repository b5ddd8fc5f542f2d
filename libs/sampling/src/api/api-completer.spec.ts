import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { CureError } from '@cure-ts/records'
import type { CompletionRequest } from '../completion.ts'
import { answerCache } from './answer-cache.ts'
import { apiCompleter, type ApiCompleterOptions } from './api-completer.ts'
import { type ChatBehaviour, chatCompletion, refusal, send, withChatServer } from './chat-server.spec.fixture.ts'
import { Meter } from './meter.ts'

// Jest's realm has an Error of its own, and the client asks of what aborted a request whether it is an instance of that.
Object.setPrototypeOf(DOMException.prototype, Error.prototype)

const request: CompletionRequest = { prompts: ['P'], n: 4, maxTokens: 100, temperature: 0.8, topP: 0.95, topK: 0, seed: 3, addSpecialTokens: true }
const options = (baseUrl: string, changed: Partial<ApiCompleterOptions> = {}): ApiCompleterOptions => ({
  baseUrl, model: 'm', timeoutMs: 5000, retries: 2, concurrency: 8, requestsPerSecond: 0, endpoint: 'chat', reasoningEffort: null, cache: null, meter: new Meter({}, null), ...changed,
})
const never = () => new AbortController().signal
const well: ChatBehaviour = (response, asked) => send(response, 200, chatCompletion(asked))

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cure-answers-')) })
afterEach(() => rmSync(folder, { recursive: true }))

describe('asking', () => {
  test('a chat endpoint gets messages, and nothing that is not set', async () => {
    await withChatServer(well, async ({ baseUrl, asked, urls }) => {
      const [answers] = await apiCompleter(options(baseUrl, { reasoningEffort: 'low' })).complete(request, never())
      expect(asked).toEqual([{ model: 'm', max_tokens: 100, temperature: 0.8, n: 4, top_p: 0.95, seed: 3, messages: [{ role: 'user', content: 'P' }], reasoning_effort: 'low' }])
      expect(urls).toEqual(['/v1/chat/completions'])
      expect(answers).toHaveLength(4)
      expect(answers![1]).toEqual({ text: 'answer 1', finishReason: 'stop', promptTokenIds: [], tokenIds: [], logprobs: [], policyVersion: null, tokenCount: 10 })
    })
  })

  test('the endpoint is found out once', async () => {
    await withChatServer(well, async ({ baseUrl, urls }) => {
      const { complete } = apiCompleter(options(baseUrl, { endpoint: 'auto' }))
      await Promise.all([complete(request, never()), complete({ ...request, prompts: ['Q'] }, never())])
      expect(urls).toEqual(['/v1/chat/completions', '/v1/chat/completions', '/v1/chat/completions'])
    })
    const completions: ChatBehaviour = (response, asked) => send(response, 200, { choices: Array.from({ length: asked.n! }, () => ({ text: 'T', finish_reason: 'length' })) })
    await withChatServer(completions, async ({ baseUrl, asked }) => {
      const [answers] = await apiCompleter(options(baseUrl, { endpoint: 'completions' })).complete(request, never())
      expect(asked[0]).toMatchObject({ prompt: 'P' })
      expect(answers![0]).toMatchObject({ text: 'T', finishReason: 'length', tokenCount: 1 }) // Not counted by the server: estimated.
    })
  })

  test('what a model thought comes before its answer and counts in its length', async () => {
    const thinks: ChatBehaviour = (response, asked) => send(response, 200, chatCompletion(asked, index => index === 0 ? { content: 'A', reasoning_content: 'hm' } : { content: null, reasoning: 'hm, hm' }))
    await withChatServer(thinks, async ({ baseUrl }) => {
      const [answers] = await apiCompleter(options(baseUrl)).complete({ ...request, n: 2 }, never())
      expect(answers!.map(({ text }) => text)).toEqual(['<think>\nhm\n</think>\n\nA', '<think>\nhm, hm\n</think>\n\n'])
      expect(answers!.reduce((sum, { tokenCount }) => sum + tokenCount!, 0)).toBe(20)
    })
  })

  test('a server that gives one answer at a time is asked for each, with a seed of its own', async () => {
    await withChatServer((response, asked) => send(response, 200, chatCompletion({ ...asked, n: 1 })), async ({ baseUrl, asked }) => {
      const [answers] = await apiCompleter(options(baseUrl)).complete(request, never())
      expect(answers).toHaveLength(4)
      expect(asked.map(({ n }) => n)).toEqual([4, undefined, undefined, undefined])
      expect(new Set(asked.map(({ seed }) => seed)).size).toBe(4)
    })
  })

  test('what a server does not take by name is said otherwise, or left out where it has no other meaning', async () => {
    const picky: ChatBehaviour = (response, asked) => {
      if ('max_tokens' in asked) return send(response, 400, refusal("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."))
      if ('seed' in asked) return send(response, 422, refusal('extra fields not permitted: seed'))
      if ('n' in asked) return send(response, 400, refusal("'n' must be at most 1"))
      return well(response, asked, 0)
    }
    await withChatServer(picky, async ({ baseUrl, asked }) => {
      const { complete } = apiCompleter(options(baseUrl))
      expect((await complete(request, never()))[0]).toHaveLength(4)
      const before = asked.length
      await complete({ ...request, prompts: ['Q'] }, never())
      expect(asked.length - before).toBe(4)
      expect(asked.at(-1)).toEqual({ model: 'm', max_completion_tokens: 100, temperature: 0.8, top_p: 0.95, messages: [{ role: 'user', content: 'Q' }] })
    })
  })
})

describe('faults', () => {
  test.each<[string, ChatBehaviour]>([
    ['429', response => send(response, 429, {}, { 'retry-after': '0.01' })],
    ['500', response => send(response, 500, 'oh', { 'retry-after': '0.01' })],
    ['a body that breaks off', response => { response.writeHead(200, { 'content-length': '900' }); response.write('{"choices"', () => response.socket!.destroy()) }],
    ['no JSON', response => send(response, 200, '{"choices": [')],
    ['another JSON', response => send(response, 200, { data: [] })],
    ['no choices', response => send(response, 200, { choices: [] })],
    ['a page', response => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
  ])('%s is asked again, and the answer is kept once', async (_, fault) => {
    await withChatServer((response, asked, attempt) => (attempt === 0 ? fault : well)(response, asked, attempt), async ({ baseUrl, asked }) => {
      const meter = new Meter({ m: { prompt: 1, completion: 2 } }, null)
      expect((await apiCompleter(options(baseUrl, { meter })).complete(request, never()))[0]).toHaveLength(4)
      expect(asked).toHaveLength(2)
      expect(meter.paid).toEqual({ requests: 1, answers: 4, promptTokens: 5, completionTokens: 40, dollars: 85e-6 })
    })
  })

  test('a choice without a text is asked for again, the others are kept', async () => {
    await withChatServer((response, asked, attempt) => {
      const body = chatCompletion(asked)
      send(response, 200, attempt === 0 ? { ...body, choices: body.choices.map((choice, index) => index === 2 ? { finish_reason: 'stop' } : choice) } : body)
    }, async ({ baseUrl, asked }) => {
      const [answers] = await apiCompleter(options(baseUrl)).complete(request, never())
      expect(answers!.map(({ text }) => text)).toEqual(['answer 0', 'answer 1', 'answer 3', 'answer 0'])
      expect(asked.map(({ n }) => n)).toEqual([4, undefined])
    })
  })

  test('one answer that fails for good does not lose the others, and is the only one asked for next time', async () => {
    let broken = true
    await withChatServer((response, asked, attempt) => {
      if (attempt === 0) send(response, 200, chatCompletion({ ...asked, n: 1 }))
      else if (broken && attempt === 2) send(response, 500, 'oh')
      else well(response, asked, attempt)
    }, async ({ baseUrl, asked }) => {
      const cache = answerCache(folder)
      const { complete } = apiCompleter(options(baseUrl, { cache, retries: 0 }))
      expect((await complete(request, never()))[0]).toHaveLength(3)
      broken = false
      const before = asked.length
      expect((await complete(request, never()))[0]).toHaveLength(4)
      expect(asked.length - before).toBe(1)
      expect(new Set(asked.map(({ seed }) => seed)).size).toBe(4)
    })
  })

  test.each<[string, ChatBehaviour, RegExp]>([
    ['a key that is refused', response => send(response, 401, refusal('bad key')), /refuses the API key \(401 bad key\)/],
    ['a model that is not there', response => send(response, 404, refusal('no such model')), /does not serve model m/],
    ['no credit', response => send(response, 429, { error: { message: 'quota', code: 'insufficient_quota' } }), /has no credit left/],
    ['a temperature that is refused', response => send(response, 400, refusal("'temperature' does not support 0.8")), /set temperature to 1\.$/],
    ['no chat template', response => send(response, 400, refusal('the model has no chat template')), /set endpoint to completions\.$/],
  ])('%s is a fault of the configuration', async (_, behaviour, message) => {
    await withChatServer(behaviour, async ({ baseUrl }) => {
      const fault: unknown = await apiCompleter(options(baseUrl)).complete(request, never()).catch((error: unknown) => error)
      expect(fault).toBeInstanceOf(CureError)
      expect((fault as Error).message).toMatch(message)
    })
  })

  test('slowness fails the request alone, in a sentence', async () => {
    await withChatServer(() => undefined, async ({ baseUrl }) => {
      await expect(apiCompleter(options(baseUrl, { timeoutMs: 50, retries: 0 })).complete(request, never())).rejects.toThrow(/did not answer within 0\.05 s\.$/)
    })
  })
})

describe('the cache', () => {
  test('answers what was answered, asks only for what is more, and tells apart what differs', async () => {
    await withChatServer(well, async ({ baseUrl, asked }) => {
      const ask = async (changed: Partial<CompletionRequest>, others: Partial<ApiCompleterOptions> = {}) => {
        const before = asked.length
        const meter = new Meter({}, null)
        const [answers] = await apiCompleter(options(baseUrl, { cache: answerCache(folder), meter, ...others })).complete({ ...request, ...changed }, never())
        return { asked: asked.slice(before).map(({ n = 1 }) => n), answers: answers!.length, cached: meter.cached.answers }
      }
      expect(await ask({})).toEqual({ asked: [4], answers: 4, cached: 0 })
      expect(await ask({})).toEqual({ asked: [], answers: 4, cached: 4 })
      expect(await ask({ n: 6 })).toEqual({ asked: [2], answers: 6, cached: 4 })
      expect(await ask({ n: 2 })).toMatchObject({ asked: [], answers: 2 })
      for (const changed of [{ prompts: ['Q'] }, { temperature: 1 }, { topP: 1 }, { topK: 1 }, { seed: 4 }, { maxTokens: 99 }]) expect(await ask(changed)).toMatchObject({ asked: [4] })
      for (const others of [{ model: 'other' }, { reasoningEffort: 'high' }]) expect(await ask({}, others)).toMatchObject({ asked: [4] })
    })
  })

  test('keeps what is under way when it is stopped, and begins nothing more', async () => {
    const hanging: (() => void)[] = []
    await withChatServer((response, asked) => hanging.push(() => well(response, asked, 0)), async ({ baseUrl, asked }) => {
      const { complete, settle } = apiCompleter(options(baseUrl, { cache: answerCache(folder), concurrency: 1 }))
      const controller = new AbortController()
      const both = ['P', 'Q'].map(prompt => complete({ ...request, prompts: [prompt] }, controller.signal).catch((error: unknown) => error))
      while (asked.length === 0) await sleep(5)
      controller.abort(new Error('stopped'))
      const settled = settle()
      for (const answer of hanging) answer()
      await settled
      expect(await Promise.all(both)).toEqual([new Error('stopped'), new Error('stopped')])
      expect(asked).toHaveLength(1)
      const again = apiCompleter(options(baseUrl, { cache: answerCache(folder) }))
      expect((await again.complete(request, never()))[0]).toHaveLength(4)
      expect(asked).toHaveLength(1)
    })
  })

  test('a file that is none is named', async () => {
    await withChatServer(well, async ({ baseUrl }) => {
      await apiCompleter(options(baseUrl, { cache: answerCache(folder) })).complete(request, never())
      const [prefix] = readdirSync(folder)
      const [name] = readdirSync(join(folder, prefix!))
      writeFileSync(join(folder, prefix!, name!), '{"answ')
      await expect(apiCompleter(options(baseUrl, { cache: answerCache(folder) })).complete(request, never())).rejects.toThrow(/json: is no cached answer \(no JSON\); delete it\.$/)
    })
  })
})

describe('the limit on cost', () => {
  const priced = (maxCost: number) => new Meter({ m: { prompt: 0, completion: 1e6 / 100 } }, maxCost) // An answer of 100 tokens: a dollar; these have ten.

  test('lets requests near it wait for each other, and is never passed', async () => {
    let [open, most] = [0, 0]
    await withChatServer((response, asked) => {
      most = Math.max(most, ++open)
      setTimeout(() => { open -= 1; well(response, asked, 0) }, 10)
    }, async ({ baseUrl, asked }) => {
      const meter = priced(2.5)
      const { complete } = apiCompleter(options(baseUrl, { meter }))
      const outcomes = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => complete({ ...request, n: 1, prompts: [`${index}`] }, never())))
      expect(most).toBe(2)
      expect(asked).toHaveLength(16) // 16 answers at 0.1 dollars leave less than the next may cost.
      expect(meter.paid.dollars).toBeCloseTo(1.6)
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { message: expect.stringMatching(/^Stopped after \$1\.6000: the next request may cost \$1\.0000, and the limit is \$2\.5; start again with a higher maxCost/) } })
    })
  })

  test('needs the price of the model', async () => {
    await withChatServer(well, async ({ baseUrl, asked }) => {
      await expect(apiCompleter(options(baseUrl, { meter: new Meter({}, 1) })).complete(request, never())).rejects.toThrow(/^maxCost is set, but the price of m is not known/)
      expect(asked).toHaveLength(0)
    })
  })
})
