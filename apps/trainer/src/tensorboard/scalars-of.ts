import { noVarianceShare } from '@cure-ts/benchmarks'
import type { TrainEvent } from '@cure-ts/pipeline'
import type { Statistics } from '@cure-ts/records'
import type { Scalars } from './event-file.ts'

/**
 * What TensorBoard shows of an event. The learner's metrics, and the share of samples whose group taught nothing, have the names of TRL's
 * GRPOTrainer (https://huggingface.co/docs/trl/grpo_trainer#logged-metrics) behind `coder/`, `tester/` or `joint/`.
 */
export function scalarsOf(event: TrainEvent): Scalars {
  if (event.type === 'evaluation') return figures(`evaluation/${event.evaluation.split}`, event.evaluation.statistics)
  const { metrics, statistics, shares, seconds } = event.report
  return {
    ...Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name.replace(/clip_ratio\/(low|high)$/, '$&_mean'), value])),
    'coder/frac_reward_zero_std': noVarianceShare(event.report, 'coder'),
    'tester/frac_reward_zero_std': noVarianceShare(event.report, 'tester'),
    ...figures('statistics', statistics),
    ...prefixed('shares', shares),
    ...prefixed('seconds', seconds),
  }
}

/** Those that some task decides. */
function figures(prefix: string, statistics: Statistics): Scalars {
  return prefixed(prefix, Object.fromEntries(Object.entries(statistics).flatMap(([name, figure]) => figure === null ? [] : [[name, figure.value]])))
}

function prefixed(prefix: string, values: Scalars): Scalars {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]))
}
