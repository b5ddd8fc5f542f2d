import { z } from 'zod'

const torch = z.strictObject({
  kind: z.literal('torch'),
}).describe('One process, on one GPU or a CPU, which can also sample')

const deepspeed = z.strictObject({
  kind: z.literal('deepspeed'),
  deepspeedConfig: z.string().describe('DeepSpeed\'s own JSON file: ZeRO stage, offloading, bf16'),
  processes: z.int().positive().default(1).describe('Processes on this machine, one for each GPU'),
  hostfile: z.string().nullable().default(null).describe('DeepSpeed\'s list of machines, this one first, instead of processes here; null: this machine alone'),
  gradientCheckpointing: z.boolean().default(false).describe('Compute activations a second time instead of keeping them: slower, in less memory'),
  loraRank: z.int().positive().nullable().default(null).describe('Train adapters of this rank (LoRA), not the weights; null: the weights'),
}).describe('Several processes, which only train')

/**
 * What the learner that is started here trains with. Not named it is torch: a default would be written into every configuration, and by that name what
 * was made under it.
 */
export const learnerEngine = z.discriminatedUnion('kind', [torch, deepspeed])
export type LearnerEngine = z.infer<typeof learnerEngine>

/** What the command line of `cure_learner serve` is told of an engine. */
export function engineArguments(engine: LearnerEngine | undefined): string[] {
  if (engine?.kind !== 'deepspeed') return []
  const { deepspeedConfig, processes, hostfile, gradientCheckpointing, loraRank } = engine
  return [
    '--engine', 'deepspeed',
    '--deepspeed-config', deepspeedConfig,
    ...(hostfile === null ? ['--processes', `${processes}`] : ['--hostfile', hostfile]),
    ...(gradientCheckpointing ? ['--gradient-checkpointing'] : []),
    ...(loraRank === null ? [] : ['--lora-rank', `${loraRank}`]),
  ]
}
