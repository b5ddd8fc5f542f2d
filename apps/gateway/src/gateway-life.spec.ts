import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, jest, test } from '@jest/globals'
import { chat, client, gatewayOf, messages, never, post, refusal, withGateway } from './gateway.spec.fixture.ts'

jest.setTimeout(60_000)

const healthOf = async (url: string) => await (await fetch(`${url}/health`)).json() as { status: string, running: number, waiting: number }

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !await isSo();) {
    if (Date.now() > end) throw new Error('It did not come to be so.')
    await new Promise(resolve => { setTimeout(resolve, 5) })
  }
}

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
