import { join } from 'node:path'
import type { CureConfig } from '@cure-ts/pipeline'
import type { RewardsConfig } from '@cure-ts/rewards'

/** A way to train the base model: the configuration's own but for what is named here. */
export interface Training {
  readonly name: string
  readonly rewards?: Partial<RewardsConfig>
  /** A module of `stages/` in the place of the rewards. */
  readonly stage?: string
  /** A training whose model, as it is at its end, writes the tests; they judge and are not trained on. */
  readonly tester?: Training
}

export const coEvolution: Training = { name: 'co-evolution' }
export const rejectionSampling: Training = { name: 'rejection-sampling', stage: 'rejection-sampling' }
export const shuffledRewards: Training = { name: 'shuffled-rewards', stage: 'shuffled-rewards' }
export const coderOnly: Training = { name: 'coder-only', stage: 'coder-only' }
export const testerOnly: Training = { name: 'tester-only', stage: 'tester-only' }
/** As in the paper, every test earns in full, also one whose input other tests have. */
const inFull = { repeatedTests: 'full' } as const
export const paperTesterReward: Training = { name: 'paper-tester-reward', rewards: inFull }
export const plainTesterReward: Training = { name: 'plain-tester-reward', rewards: inFull, stage: 'plain-tester-reward' }
/** The paper's limits of 1,000 and 8,000 tokens at the size of the pocket model, whose tests have 10 to 60 tokens. */
export const lengthAware: Training = { name: 'length-aware', rewards: { normalization: { kind: 'length-aware', minLength: 8, maxLength: 64 } } }
export const labelFree: Training = { name: 'label-free', rewards: { coderReward: 'label-free' }, tester: coEvolution }

/**
 * The configuration of a training. It evaluates nothing on its way: the claims measure its last checkpoint.
 *
 * @param base of the whole reproduction
 */
export function trainingConfig(base: CureConfig, { rewards, stage }: Training, seed: number): CureConfig {
  return {
    ...base,
    seed,
    run: null,
    keep: 'reports',
    rewards: { ...base.rewards, ...rewards },
    stages: stage === undefined ? base.stages : { ...base.stages, rewards: join(import.meta.dirname, 'stages', `${stage}.js`) },
    evaluation: { ...base.evaluation, tasks: null, validationTasks: null },
  }
}
