import { CureError } from '@cure-ts/records'

/** The whole of 127.0.0.0/8 is this machine. */
const loopback = /^tcp:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):\d{1,5}$/
const anywhere = /^tcp:\/\/(?:[\dA-Za-z][\dA-Za-z.-]*|\[[\d:A-Fa-f]+\]):\d{1,5}$/

/**
 * Whoever reaches a bridge without keys may train, so that it stays on this machine.
 *
 * @throws CureError where the address is another machine's and there are no keys, or none at all
 */
export function checkBridgeAddress(address: string, { hasKeys }: { readonly hasKeys: boolean }): void {
  if (loopback.test(address) || /^ipc:\/\/./.test(address)) return
  if (!anywhere.test(address)) throw new CureError(`${address}: is no bridge address; give tcp://HOST:PORT or ipc://PATH.`)
  if (!hasKeys) throw new CureError(`${address}: is no bridge address on this machine; give learner.keys (cure keys makes them), or reach it through an SSH tunnel.`)
}
