import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { CureConfig } from '@cure-ts/pipeline'
import { agentPrompts, type Measurement, tasksOf, temperatureSearch } from './measurement.ts'
import { type Training, trainingConfig } from './training.ts'
import { type Work, workName } from './work.ts'

/** SHA-256 of model, prompts and task files, by path. */
type Digests = ReadonlyMap<string, string>

/**
 * The name of a piece: what it is, its seed, and a hash of all settings and data that its outcome depends on. Where a file lies and how many
 * workers run do not count.
 */
export function pieceName(work: Work, config: CureConfig, digests: Digests): string {
  const settings = 'training' in work ? trainingSettings(work.training, work.seed, config, digests) : measurementSettings(work.measurement, work.seed, config, digests)
  return `${workName(work)}-s${work.seed}-${hashOf(settings)}`
}

export function hashOf(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 10)
}

function trainingSettings(training: Training, seed: number, base: CureConfig, digests: Digests): object {
  const { model, tasks, steps, tasksPerStep, curriculum, maxPolicyLag, sampling, sandbox: { lanes: _, ...sandbox }, rewards, learner, schedule } = trainingConfig(base, training, seed)
  return {
    seed, steps, tasksPerStep, maxPolicyLag, rewards, learner, schedule, sandbox,
    stage: training.stage,
    curriculum: curriculum === 'uniform' ? undefined : curriculum, // A piece made before there was a choice keeps its name.
    data: [model, ...tasks].map(path => digests.get(path)),
    sampling: samplingSettings(sampling, digests),
    tester: training.tester === undefined ? null : trainingSettings(training.tester, seed, base, digests),
  }
}

function measurementSettings({ coder, tester, split, settings, pipeline }: Measurement, seed: number, config: CureConfig, digests: Digests): object {
  const policy = (training: Training | null) => training === null ? digests.get(config.model) : trainingSettings(training, seed, config, digests)
  const { sandbox: { lanes: _, ...sandbox }, evaluation: { maxGroundTruthTests } } = config
  const { file, limit } = tasksOf(config, { split, pipeline }) ?? { file: '', limit: 0 }
  return {
    seed, settings, limit,
    pipeline: pipeline && { name: pipeline, prompts: digests.get(agentPrompts(config) ?? '') },
    coder: policy(coder),
    tester: tester === undefined ? null : policy(tester),
    tasks: digests.get(file),
    sampling: samplingSettings(config.sampling, digests),
    sandbox: { ...sandbox, maxGroundTruthTests },
    search: settings === 'best-temperature' ? temperatureSearch.map(measurement => measurementSettings(measurement, config.seed, config, digests)) : null,
  }
}

/** The prompts by what they say. */
function samplingSettings({ coderPrompt, testerPrompt, ...sampling }: CureConfig['sampling'], digests: Digests): object {
  return { ...sampling, prompts: [coderPrompt, testerPrompt].map(path => path === null ? null : digests.get(path) ?? basename(path)) }
}
