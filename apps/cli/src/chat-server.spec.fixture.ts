import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly model: string
  readonly n?: number
  readonly seed: number
  readonly messages: readonly [{ readonly content: string }]
}

export interface ChatServer {
  readonly api: string
  /** Bodies that were answered well, probes for the endpoint left out. */
  readonly answered: Asked[]
  readonly keys: (string | undefined)[]
  close(): void
}

const solution = '```python\nprint(input())\n```'
const unitTest = '**Test Input:**\n```\n7\n```\n**Test Output:**\n```\n7\n```\n'

/**
 * A reasoning model that solves the tasks of `echoTasks`: it thinks of a wrong program or test, then answers with a right one. Five tokens a prompt, ten an answer.
 *
 * @param fault answers a request in its place and says true; `attempt` counts from 0
 */
export async function startChatServer(fault: (response: ServerResponse, attempt: number) => boolean = () => false, delayMs = 0): Promise<ChatServer> {
  const answered: Asked[] = []
  const keys: (string | undefined)[] = []
  let attempts = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked
      if (request.url !== '/v1/chat/completions' || asked.messages === undefined) {
        response.writeHead(400).end()
        return
      }
      keys.push(request.headers.authorization)
      if (fault(response, attempts++)) return
      answered.push(asked)
      const isTest = asked.messages[0].content.includes('**Test Input:**')
      const message = { role: 'assistant', content: isTest ? unitTest : solution, reasoning_content: isTest ? unitTest.replaceAll('7', '8') : solution.replace('input', 'int') }
      const body = JSON.stringify({ choices: Array.from({ length: asked.n ?? 1 }, () => ({ message, finish_reason: 'stop' })), usage: { prompt_tokens: 5, completion_tokens: 10 * (asked.n ?? 1) } })
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), delayMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    answered,
    keys,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
