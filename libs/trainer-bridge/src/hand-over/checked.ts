import type { CureError } from '@cure-ts/records'
import { Canary } from './canary.ts'
import type { LoadWeights } from './load-weights.ts'
import type { SamplingServer } from './sampling-server.ts'

export interface Checking {
  readonly servers: readonly SamplingServer[]
  /** Starts the servers again on given weights; undefined where they are not ours to start. */
  readonly restart: LoadWeights | undefined
  readonly onLog?: ((line: string) => void) | undefined
}

/**
 * Loads weights, then looks at every server's canary. Where either fails, servers that are ours are started again, once.
 *
 * @throws CureError where a server has not got the weights in the end
 */
export function checked(load: LoadWeights, { servers, restart, onLog }: Checking): LoadWeights {
  const canary = new Canary()
  const attempt = async (by: LoadWeights, ...args: Parameters<LoadWeights>) => {
    const name = await by(...args)
    await Promise.all(servers.map(server => canary.check({ ...server, model: name ?? server.model }, ...args)))
    return name
  }
  return async (weights, signal) => {
    try {
      return await attempt(load, weights, signal)
    } catch (error) {
      if (restart === undefined || signal.aborted) throw error
      onLog?.(`warning: ${(error as CureError).message} It is started again.`)
      return attempt(restart, weights, signal)
    }
  }
}
