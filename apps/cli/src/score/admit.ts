import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/** Whether only this machine reaches an address or a host's name. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:/, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/**
 * Why a request is refused: without a token it has to come from this machine and to name it (a web page whose name points at 127.0.0.1 names itself), else it has to bring the token.
 *
 * @returns null where it is let through
 */
export function refusalOf(request: { readonly ip: string, readonly hostname: string, readonly authorization: string | undefined }, token: string | null): { status: 401 | 403, message: string } | null {
  if (token === null) {
    return isLoopback(request.ip) && isLoopback(request.hostname) ? null : { status: 403, message: 'This server has no token and answers its own machine only; set one in CURE_SCORE_TOKEN.' }
  }
  const given = /^Bearer (.+)$/i.exec(request.authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token)) ? null : { status: 401, message: 'The token is missing or wrong; send Authorization: Bearer and the token.' }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
