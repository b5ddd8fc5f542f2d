import { patientFetch } from '../patient-fetch.ts'

/** How a server is asked: with messages, or with a text to be gone on with. */
export type Endpoint = 'chat' | 'completions'

const probeTimeoutMs = 30_000

/**
 * Which endpoint a server has: chat, unless it says that there is none. It is asked by a request without content, which no server
 * answers with tokens. (A server that cannot be reached is found out by the first real request, with its retries.)
 */
export async function findEndpoint(baseUrl: string, apiKey: string): Promise<Endpoint> {
  try {
    const { status } = await patientFetch(`${baseUrl}/chat/completions`, {
      method: 'POST', body: '{}', headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }, signal: AbortSignal.timeout(probeTimeoutMs),
    })
    return status === 404 || status === 405 || status === 501 ? 'completions' : 'chat'
  } catch {
    return 'chat'
  }
}
