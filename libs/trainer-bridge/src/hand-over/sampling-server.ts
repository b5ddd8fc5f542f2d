import { Agent, fetch } from 'undici'
import { CureError } from '@cure-ts/records'

/** A server that samples, such as vLLM. */
export interface SamplingServer {
  /** Up to and with the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  /** The server's name of the model. */
  readonly model: string
  readonly apiKey?: string | undefined
}

export interface Asking {
  readonly method: 'GET' | 'POST'
  /** Sent as JSON. */
  readonly body?: unknown
  /** Longest wait for the whole answer. */
  readonly limitMs: number
  readonly signal?: AbortSignal
}

/** An answer that says no. */
export class Refusal extends CureError {
  override readonly name = 'Refusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Node's own fetch gives up after 300 s without a header, and loading a large model takes longer. */
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

const probeMs = 10_000

/** Servers control themselves above the version: `/pause` stands beside `/v1`. */
export const rootOf = ({ baseUrl }: SamplingServer) => baseUrl.replace(/\/(?:v1\/?)?$/, '')

/**
 * Asks a server at a path from its root.
 *
 * @returns the answer's body
 * @throws Refusal on another status than 2xx; CureError where it cannot be reached or is late
 */
export async function askServer(server: SamplingServer, path: string, { method, body, limitMs, signal }: Asking): Promise<string> {
  const url = `${rootOf(server)}${path}`
  const limit = AbortSignal.timeout(limitMs)
  return request().catch((error: unknown) => { throw faultOf(error) })

  async function request(): Promise<string> {
    const response = await fetch(url, {
      method,
      dispatcher: patient,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      headers: { 'content-type': 'application/json', ...(server.apiKey !== undefined && { authorization: `Bearer ${server.apiKey}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const said = await response.text()
    if (!response.ok) throw new Refusal(response.status, `${url}: the sampler answered ${response.status} (${wordsOf(said, server)}).`)
    return said
  }

  function faultOf(error: unknown): unknown {
    if (error instanceof CureError) return error
    if (signal?.aborted === true) return signal.reason
    if (limit.aborted) return new CureError(`${url}: the sampler did not answer within ${limitMs / 1000} s; look what it does, then resume the run.`, { cause: error })
    const { message, cause } = error as Error
    return new CureError(`${url}: the sampler cannot be reached (${(cause as NodeJS.ErrnoException | undefined)?.code ?? message}); start it, then resume the run.`, { cause: error })
  }
}

/** What a server answers to a question that changes nothing, also where it says no. @throws CureError as {@link askServer} */
export async function probe(server: SamplingServer, path: string, asking: Pick<Asking, 'method' | 'body'>): Promise<string | Refusal> {
  try {
    return await askServer(server, path, { ...asking, limitMs: probeMs })
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Asks a server to load something. @throws CureError as {@link askServer}, and with these words around a refusal */
export async function load(server: SamplingServer, path: string, asking: Omit<Asking, 'method'>, { what, advice }: { readonly what: string, readonly advice: string }): Promise<void> {
  try {
    await askServer(server, path, { ...asking, method: 'POST' })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new CureError(`${rootOf(server)}: the sampler could not load ${what} (${error.message}); ${advice}.`, { cause: error })
  }
}

/** Resolves or rejects when all servers are done. */
export async function onEvery(servers: readonly SamplingServer[], run: (server: SamplingServer) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(servers.map(run))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/** A server's words on one line, without our key, which some servers repeat. */
function wordsOf(said: string, { apiKey }: SamplingServer): string {
  const line = said.replaceAll(/\s+/g, ' ').trim()
  return (apiKey === undefined ? line : line.replaceAll(apiKey, '(our key)')).slice(0, 300)
}
