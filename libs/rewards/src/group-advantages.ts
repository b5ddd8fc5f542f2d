import { lengthAware } from './length-aware.ts'
import type { RewardsConfig } from './rewards-config.ts'
import { areEqual, zScores } from './z-score.ts'

/** One role's sample of one task. */
export interface Sample {
  /** Null: not known. */
  readonly reward: number | null
  /** Of the response in tokens; null where there is none to train on. */
  readonly length: number | null
}

/** Why samples give no gradient. */
export type DropReason = 'no-response' | 'no-correct-program' | 'reward-unknown' | 'no-variance' | 'one-sided'

export interface GroupAdvantages {
  /** One a sample; null: no training sample. */
  readonly advantages: (number | null)[]
  /** Samples by reason; only reasons that occurred. */
  readonly dropped: ReadonlyMap<DropReason, number>
}

type TrainingSample = { readonly [Key in keyof Sample]: number }

/**
 * The advantages of one group (one task, one role). Samples with a response and a known reward are normalised among
 * themselves; the others are counted, never lost.
 *
 * @param unknown the reason to count where a reward is null
 */
export function groupAdvantages(
  samples: readonly Sample[],
  config: Pick<RewardsConfig, 'normalization' | 'strictReference'>,
  unknown: DropReason,
): GroupAdvantages {
  const dropped = new Map<DropReason, number>()
  const drop = (reason: DropReason, count: number) => {
    if (count > 0) dropped.set(reason, count)
  }
  drop('no-response', samples.filter(({ length }) => length === null).length)
  drop(unknown, samples.filter(({ length, reward }) => length !== null && reward === null).length)
  const group = samples.filter(isTraining)
  const normalized = normalize(group, config)
  if (typeof normalized === 'string') {
    drop(normalized, group.length)
    return { advantages: samples.map(() => null), dropped }
  }
  const advantageOf = new Map(group.map((sample, index) => [sample as Sample, normalized[index]!]))
  return { advantages: samples.map(sample => advantageOf.get(sample) ?? null), dropped }
}

function isTraining(sample: Sample): sample is TrainingSample {
  return sample.reward !== null && sample.length !== null
}

/** One advantage a sample, or why there are none. */
function normalize(
  group: readonly TrainingSample[],
  { normalization, strictReference }: Pick<RewardsConfig, 'normalization' | 'strictReference'>,
): number[] | 'no-variance' | 'one-sided' {
  const rewards = group.map(({ reward }) => reward)
  const lengths = group.map(({ length }) => length)
  if (normalization.kind === 'z-score') return areEqual(rewards) ? 'no-variance' : zScores(rewards)
  // Where all samples are rewarded in full their lengths still tell them apart.
  const onlyLengthsDiffer = areEqual([...rewards, 1]) && !areEqual(lengths)
  if (areEqual(rewards) && !onlyLengthsDiffer) return 'no-variance'
  return lengthAware(rewards, lengths, normalization, strictReference) ?? 'one-sided'
}
