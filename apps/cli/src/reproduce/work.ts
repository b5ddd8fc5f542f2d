import type { CureConfig } from '@cure-ts/pipeline'
import { type Measurement, measurementName, tasksOf, temperatureSearch } from './measurement.ts'
import type { Training } from './training.ts'

/** What is made once with a seed and found again. */
export type Work = { readonly seed: number } & ({ readonly training: Training } | { readonly measurement: Measurement })

export function workName(work: Work): string {
  return 'training' in work ? work.training.name : measurementName(work.measurement)
}

/** All that evaluations take, each piece once and after what it needs. The base model's best temperature is chosen with the first seed. */
export function worksOf(measurements: readonly Measurement[], seeds: readonly number[]): Work[] {
  const works = new Map<string, Work>()
  const add = (work: Work) => {
    for (const needed of needsOf(work, seeds[0]!)) add(needed)
    const key = `${work.seed} ${workName(work)}`
    if (!works.has(key)) works.set(key, work)
  }
  for (const seed of seeds) for (const measurement of measurements) add({ measurement, seed })
  return [...works.values()]
}

function needsOf(work: Work, firstSeed: number): Work[] {
  const { seed } = work
  const trained = (training: Training | null | undefined) => training == null ? [] : [{ training, seed }]
  if ('training' in work) return trained(work.training.tester)
  const { pipeline, ...sampledOnce } = work.measurement
  if (pipeline !== undefined) return [{ measurement: sampledOnce, seed }]
  const { coder, tester, settings } = sampledOnce
  return [
    ...trained(coder),
    ...trained(tester),
    ...settings === 'best-temperature' ? temperatureSearch.map(measurement => ({ measurement, seed: firstSeed })) : [],
  ]
}

/** Starting a learner, and on two cores a sample trained on and one evaluated with the pocket model, in seconds; another model takes its own. */
const startSeconds = 6
const secondsPerTrainedSample = 130 / (75 * 16 * 32)
const secondsPerEvaluatedSample = 30 / (512 * 32)
/** So many times as long a pipeline takes that asks again and again. */
const timesLongerByPipeline = 10

/** How long a piece of work may take; only the ratio of these counts once some are done. */
export function estimatedSeconds(work: Work, config: CureConfig): number {
  const { steps, tasksPerStep, sampling: { programs, tests } } = config
  const samples = programs + tests
  if ('training' in work) return startSeconds + steps * tasksPerStep * samples * secondsPerTrainedSample
  const factor = work.measurement.pipeline === undefined ? 1 : timesLongerByPipeline
  return startSeconds + (tasksOf(config, work.measurement)?.limit ?? 0) * samples * secondsPerEvaluatedSample * factor
}
