import type { LoadWeights } from './load-weights.ts'

/**
 * Servers that were started with the learner's model are ended and started again with each version but the first, which they have.
 *
 * @param restart ends them and starts them with given weights
 */
export function restarting(restart: LoadWeights): LoadWeights {
  return async (weights, signal) => {
    return weights.policyVersion > 0 ? restart(weights, signal) : null
  }
}
