import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The body of a chat request, as the server sees it. */
export interface ChatAsked {
  readonly messages: readonly { readonly content: string }[]
  readonly n?: number
  readonly [field: string]: unknown
}

/** Answers one request; `attempt` counts from 0 over all requests that are no probe. */
export type ChatBehaviour = (response: ServerResponse, asked: ChatAsked, attempt: number) => void

/** A chat completion of `n` answers of ten tokens each. */
export function chatCompletion({ n = 1 }: ChatAsked, contentOf: (index: number) => object | string = index => `answer ${index}`) {
  return {
    choices: Array.from({ length: n }, (_, index) => {
      const content = contentOf(index)
      return { index, finish_reason: 'stop', message: typeof content === 'string' ? { role: 'assistant', content } : content }
    }),
    usage: { prompt_tokens: 5, completion_tokens: 10 * n },
  }
}

export function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body))
}

export const refusal = (message: string) => ({ error: { message } })

/** Serves a behaviour on loopback while `use` runs. `asked` fills with the bodies that came, probes for the endpoint left out. */
export async function withChatServer(
  behaviour: ChatBehaviour,
  use: (server: { baseUrl: string, asked: ChatAsked[], urls: string[] }) => Promise<void>,
): Promise<void> {
  const asked: ChatAsked[] = []
  const urls: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      urls.push(request.url!)
      const body = JSON.parse(Buffer.concat(chunks).toString()) as ChatAsked
      if (Object.keys(body).length === 0) return send(response, 400, refusal('no model'))
      asked.push(body)
      behaviour(response, body, asked.length - 1)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked, urls })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
