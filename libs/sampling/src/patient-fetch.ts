import { Agent, fetch, type RequestInfo, type RequestInit, Response } from 'undici'

/** Node's own fetch gives up after 300 s without a header or a byte, which a long generation may take. The client has its own timeout. */
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

/**
 * A fetch that waits as long as its signal lets it and resolves with the whole body: the client's timeout ends with the headers,
 * so that a body that never comes would be waited for without a limit.
 */
export const patientFetch = (async (url: RequestInfo, init?: RequestInit) => {
  const response = await fetch(url, { ...init, dispatcher: patient })
  const body = await response.arrayBuffer()
  const { status, statusText, headers } = response
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers })
}) as unknown as typeof globalThis.fetch
