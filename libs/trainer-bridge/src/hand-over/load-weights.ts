import type { PublishedWeights } from '../learner.ts'

/**
 * One way to bring weights to every server that samples: resolves when all of them have loaded these, with the name by which they are to be asked
 * for; null: the one that the servers always had.
 */
export type LoadWeights = (weights: PublishedWeights, signal: AbortSignal) => Promise<string | null>
