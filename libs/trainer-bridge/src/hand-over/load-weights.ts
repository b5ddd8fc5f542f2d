import type { PublishedWeights } from '../learner.ts'

/** One way to bring weights to every server that samples: resolves when all of them have loaded these. */
export type LoadWeights = (weights: PublishedWeights, signal: AbortSignal) => Promise<void>
