import { z } from 'zod'
import { learnerEngine } from './learner-engine.ts'
import type { LearnerSettings } from './messages.ts'

const coefficient = z.number().nonnegative().nullable().default(null)

/** An address that holds no password: a configuration is written to the run's folder. */
export const serverUrl = z.string().refine(url => !/^[^/]*\/\/[^/]*@/.test(url), 'an address with a name or password in it would be written to the run\'s folder; give a key in the environment')

/** How to train, and where the learner is, as people write it. */
export const learnerConfig = z.strictObject({
  preset: z.enum(['cure', 'modern']).default('cure').describe('The loss: cure is the paper\'s; modern has clip-higher, truncated importance sampling and no KL'),
  learningRate: z.number().positive().default(1e-6).describe('Of Adam, constant'),
  klCoefficient: coefficient.describe('Weight of the KL term against the initial model; null: the preset\'s (cure 0.01, modern 0)'),
  clipLow: coefficient.describe('The ratio of new to old probability is clipped below 1 minus this; null: the preset\'s (0.2)'),
  clipHigh: coefficient.describe('The ratio of new to old probability is clipped above 1 plus this; null: the preset\'s (cure 0.2, modern 0.28)'),
  importanceCap: z.number().positive().default(2).describe('Cap of the ratio of the learner\'s to the sampler\'s probability, by which samples are weighted (modern, or a policy lag above 0)'),
  gradientClip: z.number().positive().default(1).describe('Largest norm of the gradient'),
  weightDecay: z.number().nonnegative().default(0).describe('Of AdamW'),
  maxTokensPerMicroBatch: z.int().positive().default(8192).describe('Tokens in one forward and backward pass: less needs less memory'),
  saveEvery: z.int().positive().default(1).describe('Steps between checkpoints'),
  keepCheckpoints: z.int().positive().default(2).describe('How many of the last checkpoints are kept'),
  engine: learnerEngine.optional().describe('What the learner trains with; torch where it is not named'),
  address: z.string().nullable().default(null).describe('A running learner\'s bridge, e.g. tcp://127.0.0.1:5555; null: one is started here'),
  keys: z.string().nullable().default(null).describe('Folder of the pipeline\'s keys, made by cure keys, for a learner on another machine; null: none, this machine only'),
  httpUrl: serverUrl.nullable().default(null).describe('A running learner\'s HTTP server, e.g. http://127.0.0.1:8000; null: that of the learner started here'),
})
export type LearnerConfig = z.infer<typeof learnerConfig>

const presets = {
  cure: { klCoefficient: 0.01, clipLow: 0.2, clipHigh: 0.2 },
  modern: { klCoefficient: 0, clipLow: 0.2, clipHigh: 0.28 },
}

/**
 * What the learner is told, with the preset's values where the configuration names none.
 *
 * @param run.checkpointDir an absolute path on the learner's machine; null: nothing is saved
 * @param run.policyLag steps by which samples may be older than the weights that they train
 * @param run.resume whether to go on from the last checkpoint there
 */
export function learnerSettings(
  config: LearnerConfig,
  { policyLag, ...run }: Pick<LearnerSettings, 'seed' | 'checkpointDir' | 'resume'> & { readonly policyLag: number },
): LearnerSettings {
  const preset = presets[config.preset]
  return {
    preset: config.preset,
    learningRate: config.learningRate,
    klCoefficient: config.klCoefficient ?? preset.klCoefficient,
    clipLow: config.clipLow ?? preset.clipLow,
    clipHigh: config.clipHigh ?? preset.clipHigh,
    importanceCap: config.preset === 'modern' || policyLag > 0 ? config.importanceCap : null,
    gradientClip: config.gradientClip,
    weightDecay: config.weightDecay,
    maxTokensPerMicroBatch: config.maxTokensPerMicroBatch,
    saveEvery: config.saveEvery,
    keepCheckpoints: config.keepCheckpoints,
    ...run,
    seed: run.seed % 2 ** 32, // msgpackr writes larger integers as floating point numbers.
  }
}
