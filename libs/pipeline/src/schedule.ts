import type { CureConfig } from './cure-config.ts'

/**
 * The configuration that holds at a step: every schedule entry whose `fromStep` is reached changes the fields that it names,
 * later entries over earlier ones (multi-stage optimisation, arXiv 2506.03136).
 *
 * @param step from 1
 */
export function configAt(config: CureConfig, step: number): CureConfig {
  return config.schedule
    .filter(entry => step >= entry.fromStep)
    .sort((a, b) => a.fromStep - b.fromStep)
    .reduce<CureConfig>((effective, entry) => ({
      ...effective,
      rewards: { ...effective.rewards, ...entry.rewards },
      sampling: { ...effective.sampling, ...entry.sampling },
    }), config)
}
