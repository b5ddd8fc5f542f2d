import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, jest, test } from '@jest/globals'
import { type APIError, OpenAI } from 'openai'
import { ask, gatewayOf, never, program, withGateway } from './gateway.spec.fixture.ts'

jest.setTimeout(60_000)

const question = 'Print the answer.'
const messages = [{ role: 'user' as const, content: question }]
const client = (url: string, apiKey = 'none') => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 })
const chat = (url: string, content = question) => client(url).chat.completions.create({ model: 'cure', messages: [{ role: 'user', content }] })
const refusal = (answer: PromiseLike<unknown>) => Promise.resolve(answer).then(() => { throw new Error('It was answered.') }, (error: unknown) => error as APIError)
const post = (url: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => fetch(`${url}/v1/chat/completions`, { method: 'POST', body, headers })
const healthOf = async (url: string) => await (await fetch(`${url}/health`)).json() as { status: string, running: number, waiting: number }

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !await isSo();) {
    if (Date.now() > end) throw new Error('It did not come to be so.')
    await new Promise(resolve => { setTimeout(resolve, 5) })
  }
}

describe('a coding question', () => {
  test('is answered in the words of the program that the tests choose, with the usage of all calls and the table', async () => {
    await withGateway({}, async ({ url }) => {
      const answer = await chat(url)
      expect(answer).toMatchObject({
        object: 'chat.completion', model: 'cure',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: program('42') } }],
        usage: { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60 },
        cure: {
          selected: true, pipeline: 'best-of-n', endedBy: 'done', calls: 5, cost: 0,
          table: { programs: 3, tests: 2, readablePrograms: 3, readableTests: 2, verdicts: { passed: 4, 'wrong-output': 2 }, rule: 'best-of-n', scores: [0, 2, 2], chosen: 1 },
        },
      })
    })
  })

  test('is a completion, too', async () => {
    await withGateway({}, async ({ url }) => {
      const answer = await client(url).completions.create({ model: 'cure', prompt: question })
      expect(answer).toMatchObject({ object: 'text_completion', choices: [{ text: program('42'), finish_reason: 'stop' }], usage: { total_tokens: 60 } })
    })
  })

  test('is streamed', async () => {
    await withGateway({}, async ({ url }) => {
      const chunks = []
      for await (const chunk of await client(url).chat.completions.create({ model: 'cure', messages, stream: true, stream_options: { include_usage: true } })) chunks.push(chunk)
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(program('42'))
      expect(chunks.length).toBeGreaterThan(4)
      expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }], cure: { selected: true } })
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 60 } })
      let text = ''
      for await (const { choices } of await client(url).completions.create({ model: 'cure', prompt: question, stream: true })) text += choices[0]!.text
      expect(text).toBe(program('42'))
    })
  })

  test('takes what the system says with it, and the request\'s limit and seed', async () => {
    const asked: Parameters<typeof ask>[0][] = []
    await withGateway({ ports: { ask: (request, signal) => { asked.push(request); return ask(request, signal) } } }, async ({ url }) => {
      const body = { model: 'any', messages: [{ role: 'system' as const, content: 'Be brief.' }, ...messages], max_tokens: 7, seed: 3 }
      for (let turn = 0; turn < 2; turn += 1) await client(url).chat.completions.create(body)
      await client(url).chat.completions.create({ ...body, seed: 4 })
    })
    const ofCoder = asked.filter(({ role }) => role === 'coder')
    expect(ofCoder[0]).toMatchObject({ n: 3, maxTokens: 7, variables: { question: 'Be brief.\n\nPrint the answer.' } })
    expect(ofCoder[1]!.seed).toBe(ofCoder[0]!.seed)
    expect(ofCoder[2]!.seed).not.toBe(ofCoder[0]!.seed)
  })

  test('whose answers hold no program goes out as the coder\'s first answer', async () => {
    await withGateway({ ports: { ask: async ({ n }) => Array.from({ length: n }, () => ({ text: 'I cannot.', promptTokens: 1, tokens: 1 })) } }, async ({ url }) => {
      expect((await chat(url)).choices[0]!.message.content).toBe('I cannot.')
    })
  })

  test('without tests is answered by what is there', async () => {
    await withGateway({ ports: { ask: (request, signal) => request.role === 'tester' ? Promise.reject(new Error('The tester at http://10.0.0.1 gave up.')) : ask(request, signal) } }, async ({ url }, log) => {
      expect(await chat(url)).toMatchObject({ choices: [{ message: { content: program('1') } }], cure: { endedBy: 'failure', table: null } })
      expect(log).toEqual(['The tester at http://10.0.0.1 gave up.'])
    })
  })
})

describe('passes through', () => {
  test.each([['no task', [{ role: 'user' as const, content: 'Hello' }]], ['a talk that goes on', [...messages, { role: 'assistant' as const, content: 'Done.' }, { role: 'user' as const, content: 'Print it twice.' }]]])('%s', async (_name, talk) => {
    await withGateway({}, async ({ url }) => {
      const answer = await client(url).chat.completions.create({ model: 'cure', messages: talk })
      expect(answer).toMatchObject({ choices: [{ message: { content: `You said: ${talk.at(-1)!.content}\nGood bye.` } }], usage: { total_tokens: 7 }, cure: { selected: false } })
    })
  })

  test('by the name of the model that is asked for', async () => {
    await withGateway({}, async ({ url }) => {
      expect((await client(url).models.list()).data.map(({ id }) => id)).toEqual(['cure', 'cure-task', 'cure-coder'])
      expect(await client(url).chat.completions.create({ model: 'cure-coder', messages })).toMatchObject({ cure: { selected: false } })
      expect(await client(url).chat.completions.create({ model: 'cure-task', messages: [{ role: 'user', content: 'Hello' }] })).toMatchObject({ cure: { selected: true } })
    })
  })
})

describe('refuses in OpenAI\'s form', () => {
  test.each([
    ['{', 400, 'invalid_request', null],
    ['{"model":"cure","messages":[]}', 400, 'invalid_request', 'messages'],
    ['{"model":"cure","messages":[{"role":"user","content":[{"type":"image_url"}]}]}', 400, 'invalid_request', 'messages.0.content'],
    [JSON.stringify({ model: 'cure', messages, n: 2 }), 400, 'invalid_request', 'n'],
    [JSON.stringify({ model: 'cure', messages, tools: [{ type: 'function' }] }), 400, 'invalid_request', 'tools.0'],
    [JSON.stringify({ model: 'cure', messages: [{ role: 'user', content: 'x'.repeat(2 ** 21) }] }), 413, 'invalid_request', null],
  ])('request %#: a body that is none, or asks for what is not done', async (body, status, code, param) => {
    await withGateway({}, async ({ url }) => {
      const response = await post(url, body)
      expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { error: { type: 'invalid_request_error', code, param: param === null ? null : expect.stringContaining(param) as unknown, message: expect.any(String) } } })
    })
  })

  test('another address, and what another site\'s page may send unasked', async () => {
    await withGateway({}, async ({ url }) => {
      expect(await refusal(client(url).embeddings.create({ model: 'cure', input: 'x' }))).toMatchObject({ status: 404, code: 'unknown_url' })
      expect((await post(url, JSON.stringify({ model: 'cure', messages }), { 'content-type': 'text/plain' })).status).toBe(415)
    })
  })

  test('more than may wait, which are told when to come back', async () => {
    await withGateway({ config: { requestsAtOnce: 1, waitingRequests: 1 }, agentic: { maxSeconds: 0.3 }, ports: { ask: never } }, async ({ url }) => {
      const outcomes = await Promise.all([1, 2, 3].map(() => refusal(chat(url))))
      expect(outcomes.map(({ code }) => code)).toEqual(['time_limit', 'time_limit', 'queue_full'])
      const full = outcomes.find(({ status }) => status === 429)!
      expect(full).toMatchObject({ code: 'queue_full', type: 'requests' })
      expect(Number(full.headers!.get('retry-after'))).toBeGreaterThanOrEqual(1)
    })
  })

  test('what takes too long, the wait for its turn included', async () => {
    await withGateway({ config: { requestsAtOnce: 1 }, agentic: { maxSeconds: 0.5 }, passThrough: never }, async ({ url }) => {
      const startedAt = performance.now()
      const outcomes = await Promise.all([1, 2, 3].map(() => refusal(chat(url, 'Hello'))))
      expect(performance.now() - startedAt).toBeLessThan(3000)
      expect(outcomes.map(({ status, code }) => [status, code])).toEqual(outcomes.map(() => [504, 'time_limit']))
    })
  })

  test('a budget that suffices for nothing, and a coder that fails', async () => {
    await withGateway({ agentic: { maxCalls: 1 } }, async ({ url }) => {
      expect(await refusal(chat(url))).toMatchObject({ status: 422, code: 'budget_exhausted' })
    })
    const broken = () => Promise.reject(new Error('http://10.0.0.1 is down.'))
    await withGateway({ ports: { ask: broken }, passThrough: broken }, async ({ url }, log) => {
      for (const content of [question, 'Hello']) {
        const error = await refusal(chat(url, content))
        expect(error).toMatchObject({ status: 502, code: 'upstream_failed', type: 'server_error' })
        expect(error.message).not.toContain('10.0.0.1')
      }
      expect(log).toEqual(['http://10.0.0.1 is down.', 'http://10.0.0.1 is down.'])
    })
  })
})

describe('who may ask', () => {
  test('with a token: who brings it, but for the health', async () => {
    const token = 'a-secret-of-16-letters'
    await withGateway({ config: { token } }, async ({ url }) => {
      expect((await client(url, token).models.list()).data).toHaveLength(3)
      for (const wrong of ['none', 'a-secret-of-16-lettert', `${token}x`]) expect(await refusal(client(url, wrong).models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' })
      expect((await fetch(`${url}/metrics`)).status).toBe(401)
      expect((await fetch(`${url}/health`)).status).toBe(200)
    })
  })

  test('without one: this machine, under a name of its own', async () => {
    await expect(gatewayOf({ config: { host: '0.0.0.0' } })).rejects.toThrow('--host 0.0.0.0 lets others reach the gateway; set a token in CURE_GATEWAY_TOKEN')
    await withGateway({}, async ({ url }) => {
      const { request } = await import('node:http')
      const status = await new Promise(done => { request(`${url}/v1/models`, { headers: { host: 'rebound.example' } }, response => done(response.resume().statusCode)).end() })
      expect(status).toBe(403)
    })
  })
})

describe('its life', () => {
  test('health and metrics tell what it does; the README explains each metric', async () => {
    await withGateway({}, async ({ url }) => {
      await chat(url)
      await chat(url, 'Hello')
      await post(url, '{')
      expect(await healthOf(url)).toEqual({ status: 'ok', running: 0, waiting: 0 })
      const metrics = await (await fetch(`${url}/metrics`)).text()
      expect(metrics.split('\n')).toEqual(expect.arrayContaining([
        'cure_gateway_requests_total{status="200"} 2', 'cure_gateway_requests_total{status="400"} 1', 'cure_gateway_answers_total{selected="yes"} 1', 'cure_gateway_answers_total{selected="no"} 1',
        'cure_gateway_tokens_total{of="prompts"} 13', 'cure_gateway_tokens_total{of="answers"} 54', 'cure_gateway_calls_total 6', 'cure_gateway_request_seconds_count 3',
      ]))
      const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
      expect(Array.from(metrics.matchAll(/^# TYPE (\S+) /gm), ([, name]) => name!).filter(name => !readme.includes(`\`${name}\``))).toEqual([])
    })
  })

  test('a client that leaves ends its calls', async () => {
    const signals: AbortSignal[] = []
    await withGateway({ ports: { ask: (_request, signal) => { signals.push(signal); return never() } } }, async ({ url }) => {
      const controller = new AbortController()
      const left = client(url).chat.completions.create({ model: 'cure', messages }, { signal: controller.signal }).catch(() => undefined)
      await until(() => signals.length === 2)
      controller.abort()
      await left
      await until(() => signals.every(({ aborted }) => aborted))
      await until(async () => (await healthOf(url)).running === 0)
    })
  })

  test('what is under way at its end hears so', async () => {
    const gateway = await gatewayOf({ config: { requestsAtOnce: 1 }, ports: { ask: never } })
    const outcomes = Promise.all([1, 2].map(() => refusal(chat(gateway.url))))
    await until(async () => (await healthOf(gateway.url)).waiting === 1)
    await gateway.close()
    expect((await outcomes).map(({ status, code }) => [status, code])).toEqual([[503, 'stopping'], [503, 'stopping']])
    await expect(fetch(`${gateway.url}/health`)).rejects.toThrow('fetch failed')
  })

  test('a port that is taken is said', async () => {
    await withGateway({}, async ({ url }) => {
      const port = Number(new URL(url).port)
      await expect(gatewayOf({ config: { port } })).rejects.toThrow(`127.0.0.1:${port} cannot be listened on (EADDRINUSE); choose another with --host or --port.`)
    })
  })
})
