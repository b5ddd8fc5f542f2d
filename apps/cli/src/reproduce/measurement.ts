import { dirname, join } from 'node:path'
import type { PipelineName } from '@cure-ts/agentic'
import type { CureConfig } from '@cure-ts/pipeline'
import type { Training } from './training.ts'

export const splits = ['held-out', 'validation', 'far'] as const
export type Split = typeof splits[number]

/** The training distribution, the paper's evaluation settings, a temperature, or the temperature that is best for the base model. */
export type Settings = 'training' | 'paper' | 'best-temperature' | number

/** One evaluation: who writes programs and tests, for which tasks, sampled how. */
export interface Measurement {
  /** Null: the base model. */
  readonly coder: Training | null
  /** Null: the base model; absent: the coder writes the tests. */
  readonly tester?: Training | null
  readonly split: Split
  readonly settings: Settings
  /**
   * By which each task is solved, of a quarter of the tasks, since it asks again and again; its figures are `correct` and `tokens` (generated). Absent:
   * programs and tests are sampled once.
   */
  readonly pipeline?: PipelineName
}

/** On the held-out tasks at the training distribution, where nothing else is said. */
export function measured(coder: Training | null, rest: Partial<Measurement> = {}): Measurement {
  return { coder, split: 'held-out', settings: 'training', ...rest }
}

/** Temperatures from which the base model's best is chosen. */
const temperatures = [0.25, 0.5, 0.75, 1]

/** The evaluations by which the base model's best temperature is chosen: on the validation tasks. */
export const temperatureSearch: readonly Measurement[] = temperatures.map(settings => ({ coder: null, split: 'validation', settings }))

export function measurementName({ coder, tester, split, settings, pipeline }: Measurement): string {
  const nameOf = (training: Training | null) => training?.name ?? 'base'
  return [nameOf(coder), ...tester === undefined ? [] : ['tested-by', nameOf(tester)], split, ...typeof settings === 'number' ? ['temperature'] : [], settings, ...pipeline === undefined ? [] : [pipeline]].join('-')
}

/** The file of an evaluation's split and how many of its tasks are measured; null where the configuration names none. */
export function tasksOf({ evaluation }: CureConfig, { split, pipeline }: Pick<Measurement, 'split' | 'pipeline'>): { readonly file: string, readonly limit: number } | null {
  const { tasks, validationTasks, validationLimit } = evaluation
  const limit = pipeline === undefined ? evaluation.limit : Math.ceil(evaluation.limit / 4)
  if (split === 'validation') return validationTasks === null ? null : { file: validationTasks, limit: Math.min(limit, validationLimit) }
  if (tasks === null) return null
  return { file: split === 'far' ? join(dirname(tasks), 'far.jsonl') : tasks, limit }
}

/** The folder of the configuration's own prompts, where pipelines find theirs too; null: it has none. */
export function agentPrompts({ sampling: { testerPrompt } }: CureConfig): string | null {
  return testerPrompt === null ? null : dirname(testerPrompt)
}

/**
 * The configuration with an evaluation's sampling settings.
 *
 * @param bestTemperature of the base model, where the settings ask for it
 */
export function withSettings(config: CureConfig, settings: Settings, bestTemperature: number): CureConfig {
  const changes = settings === 'paper'
    ? { temperature: 0.8, topP: 0.95, topK: 40 }
    : { temperature: settings === 'training' ? 1 : settings === 'best-temperature' ? bestTemperature : settings, topP: 1, topK: 0 }
  return { ...config, evaluation: { ...config.evaluation, ...changes } }
}
