import { createHash, timingSafeEqual } from 'node:crypto'
import { type GatewayConfig, isLoopback } from './gateway-config.ts'
import { GatewayError } from './gateway-error.ts'

/** The parts of a request that say who asks. */
export interface Asker {
  readonly ip: string
  /** Of the Host header, without a port. */
  readonly hostname: string
  readonly authorization: string | undefined
}

/**
 * Lets a request through that brings the token, or, where there is none, that comes from this machine. Its Host header has to name this
 * machine then too: a web page whose name was pointed at 127.0.0.1 (DNS rebinding) names itself.
 *
 * @throws GatewayError
 */
export function authorize({ ip, hostname, authorization }: Asker, { token }: Pick<GatewayConfig, 'token'>): void {
  if (token === null) {
    if (isLoopback(ip) && isLoopback(hostname)) return
    throw new GatewayError(403, 'not_loopback', 'The gateway has no token and answers this machine only; set one in CURE_GATEWAY_TOKEN.')
  }
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  if (!timingSafeEqual(digest(given), digest(token))) throw new GatewayError(401, 'invalid_api_key', 'The API key is missing or not the gateway\'s token.')
}

const digest = (text: string) => createHash('sha256').update(text).digest()
