import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { CureError } from '@cure-ts/records'

/**
 * Starts a server, and says its URL, without a path.
 *
 * @param flags that name another address
 * @throws CureError where the address cannot be had
 */
export async function listenAt(app: FastifyInstance, host: string, port: number, flags: string): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw new CureError(`${host}:${port} cannot be listened on (${(error as NodeJS.ErrnoException).code}); choose another with ${flags}.`, { cause: error })
  }
  const { address, port: bound, family } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`
}
