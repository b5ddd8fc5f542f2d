import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The body of a request, as the server sees it. */
export interface Asked {
  readonly prompt: string[]
  readonly n: number
  readonly [field: string]: unknown
}

/** Answers one request; `attempt` counts from 0 over all requests. */
export type Behaviour = (response: ServerResponse, asked: Asked, attempt: number) => void

/** A completion object as vLLM gives it: choice i has the tokens [7, i] and the end token 1. */
export function completionOf({ prompt, n }: Asked) {
  return {
    object: 'text_completion',
    choices: Array.from({ length: prompt.length * n }, (_, index) => ({
      index,
      text: `answer ${index}`,
      finish_reason: 'stop' as string | null,
      logprobs: { token_logprobs: [-0.5, -0.25, -0.125], tokens: ['a', 'b', 'c'] } as object | null,
      token_ids: [7, index, 1] as number[] | null,
      prompt_token_ids: [5, Math.floor(index / n)] as number[] | null,
    })),
    usage: { prompt_tokens: 2 * prompt.length, completion_tokens: 3 * prompt.length * n },
  }
}

/** Sends JSON. */
export function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Serves a behaviour on loopback while `use` runs; `asked` fills with the bodies that came, `aborted` counts requests that the client gave up. */
export async function withSampler(
  behaviour: Behaviour,
  use: (sampler: { baseUrl: string, asked: Asked[], requests: IncomingMessage[], aborted: () => number }) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = []
  const requests: IncomingMessage[] = []
  let aborted = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked
      asked.push(body)
      requests.push(request)
      behaviour(response, body, asked.length - 1)
    })
    response.on('close', () => { if (!response.writableEnded) aborted += 1 })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked, requests, aborted: () => aborted })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
