import { CureError } from '@cure-ts/records'

/** The whole of 127.0.0.0/8 is this machine. */
const loopback = /^tcp:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):\d{1,5}$/

/**
 * The bridge carries no keys, so whoever reaches it may train: it stays on this machine.
 *
 * @throws CureError where the address is another machine's or none at all
 */
export function checkBridgeAddress(address: string): void {
  if (loopback.test(address) || /^ipc:\/\/./.test(address)) return
  throw new CureError(`${address}: is no bridge address on this machine; give tcp://127.0.0.1:PORT or ipc://PATH, and reach another machine's learner through an SSH tunnel.`)
}
