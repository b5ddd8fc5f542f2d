import { describe, expect, jest, test } from '@jest/globals'
import { chat, client, gatewayOf, messages, never, post, question, refusal, withGateway } from './gateway.spec.fixture.ts'

jest.setTimeout(60_000)

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
