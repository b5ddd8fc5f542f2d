import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/** Who asks a server of ours. */
export interface Asker {
  readonly ip: string
  /** Of the Host header, without a port. */
  readonly hostname: string
  readonly authorization: string | undefined
}

/** Whether only this machine reaches an address or a host's name. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:/, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/**
 * Lets a request through that brings the token, or, where there is none, that comes from this machine. Its Host header has to name this
 * machine then too: a web page whose name was pointed at 127.0.0.1 (DNS rebinding) names itself.
 *
 * @param token null: this machine only
 * @returns why it is refused; null where it is let through
 */
export function refusalOf({ ip, hostname, authorization }: Asker, token: string | null): 'not-loopback' | 'wrong-token' | null {
  if (token === null) return isLoopback(ip) && isLoopback(hostname) ? null : 'not-loopback'
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token)) ? null : 'wrong-token'
}

const digest = (text: string) => createHash('sha256').update(text).digest()
