import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as Schema from 'effect/Schema'
import { CureError, decoder, RecordError } from '@cure-ts/records'
import { completionOf } from './completion-of.ts'
import { fail, type FaultName, type Faults, faultsOf } from './fault.ts'
import { checkRates } from './error-rates.ts'
import type { Answers } from './simulated-answers.ts'

export interface Simulation {
  /** Up to and with the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  close(): void
}

const most = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4096 }))
const Request = Schema.Struct({
  prompt: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  n: Schema.optionalKey(most),
  seed: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  max_tokens: Schema.optionalKey(Schema.NullOr(Schema.Int)),
})
const decodeRequest = decoder(Request)
const largestBody = 64 * 1024 * 1024

/**
 * Serves a simulated model on loopback as OpenAI-compatible servers do: `/v1/models` and `/v1/completions`, with token ids and
 * log-probabilities that are made up.
 *
 * @param port 0: any
 * @param faults requests for completions that fail; default: none
 * @throws CureError where the port cannot be had
 */
export async function startSimulation(answers: Answers, port: number, faults: Faults = { rate: 0, kinds: ['error'], seed: 0 }): Promise<Simulation> {
  checkRates({ 'the rate of faults': faults.rate })
  const nextFault = faultsOf(faults)
  const server = createServer((request, response) => {
    answer(answers, nextFault, request, response).catch((error: unknown) => send(response, error instanceof RecordError ? 400 : 500, { error: { message: (error as Error).message } }))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error: unknown) => {
    throw new CureError(`Port ${port} cannot be listened on (${(error as NodeJS.ErrnoException).code}); choose another with --port.`, { cause: error })
  })
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close }
}

async function answer(answers: Answers, nextFault: () => FaultName | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/v1/models') return send(response, 200, { object: 'list', data: [{ id: 'simulation', object: 'model' }] })
  if (request.url !== '/v1/completions' || request.method !== 'POST') return send(response, 404, { error: { message: 'The simulation serves /v1/models and /v1/completions.' } })
  const body = await bodyOf(request)
  const fault = nextFault()
  if (fault !== null) return fail(response, fault)
  const asked = decodeRequest(parse(body), 'the request')
  const prompts = typeof asked.prompt === 'string' ? [asked.prompt] : asked.prompt
  const texts = prompts.map(prompt => Array.from({ length: asked.n ?? 1 }, (_, index) => answers(prompt, { seed: asked.seed ?? 0, index })))
  if (texts.flat().includes(null)) return send(response, 400, { error: { message: 'The simulation knows no task with the question of this prompt.' } })
  send(response, 200, completionOf(prompts, texts as string[][], asked.max_tokens ?? Infinity))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw new RecordError('the request', '', `Expected at most ${largestBody} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new RecordError('the request', '', 'Expected JSON')
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
