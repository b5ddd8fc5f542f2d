import { z } from 'zod'
import { rewardsConfig } from '@cure-ts/rewards'
import { samplingConfig } from '@cure-ts/sampling'
import { sandboxConfig } from '@cure-ts/sandbox'
import { handoverWays, learnerConfig, serverUrl } from '@cure-ts/trainer-bridge'
import { overlay } from './overlay.ts'

const stagePath = z.string().optional()
const samplingFields = samplingConfig.omit({ seed: true })
const endpoint = z.enum(['tokens', 'auto', 'chat', 'completions']).default('tokens')

/** One address or several. */
const serverUrls = z.union([serverUrl, z.array(serverUrl).min(1)]).transform(urls => typeof urls === 'string' ? [urls] : urls)

/** What to evaluate, and when; both sets are sampled with the same settings. */
const evaluationConfig = z.strictObject({
  tasks: z.string().nullable().default(null).describe('Held-out tasks, evaluated before and after training; null: none'),
  limit: z.int().positive().default(128).describe('How many held-out tasks, the first of the file'),
  validationTasks: z.string().nullable().default(null).describe('Tasks that choose the best checkpoint; null: none'),
  validationLimit: z.int().positive().default(64).describe('How many validation tasks'),
  everySteps: z.int().nonnegative().default(25).describe('Steps between evaluations on the validation tasks; 0: never'),
  temperature: z.number().nonnegative().default(1).describe('Softmax temperature; the paper evaluates at 0.8'),
  topP: z.number().positive().max(1).default(1).describe('Nucleus; the paper evaluates at 0.95'),
  topK: z.int().nonnegative().default(0).describe('Only the k most likely tokens; 0: all; the paper evaluates at 40'),
  maxGroundTruthTests: z.int().positive().nullable().default(null).describe('Ground-truth tests of a task that count, the first ones; null: all; the published figures have 8'),
})

/** Changes from a step on: only the fields that are named change. */
const scheduleEntry = z.strictObject({
  fromStep: z.int().positive().describe('First step of this stage'),
  rewards: overlay(rewardsConfig).default({}).describe('Rewards that change'),
  sampling: overlay(samplingFields).default({}).describe('Sampling settings that change'),
})

/** The whole configuration of a run, as people write it; every field has a default but `model` and `tasks`. */
export const cureConfig = z.strictObject({
  model: z.string().describe('A Hugging Face causal model folder, organisation/name[@revision] of the hub, or smollm2'),
  tasks: z.array(z.string()).min(1).describe('Training task files, JSONL or JSON array, in CURE\'s format'),
  seed: z.int().nonnegative().default(1).describe('Seed of everything that is drawn'),
  steps: z.int().nonnegative().default(350).describe('Training steps'),
  tasksPerStep: z.int().positive().default(100).describe('Tasks drawn a step'),
  curriculum: z.enum(['uniform', 'measured']).default('uniform').describe('How tasks are drawn: each once an epoch (uniform), or those less often that taught nothing when last drawn (measured)'),
  maxPolicyLag: z.int().nonnegative().nullable().default(null).describe('Steps by which sampling may run ahead of training; null: 0 where the learner samples, 1 with an outside sampler'),
  run: z.string().nullable().default(null).describe('Run folder; null: a new one under runs/'),
  keep: z.enum(['all', 'tables', 'reports']).default('all').describe('What a run keeps of each step: all records, tables without responses, or reports only'),
  sampler: z.strictObject({
    baseUrl: serverUrls.nullable().default(null).describe('An OpenAI-compatible server, e.g. http://127.0.0.1:8000/v1, or several with the same weights; null: the learner samples'),
    requestsPerAddress: z.int().positive().nullable().default(null).describe('Requests at once at each of these addresses; null: no limit but sampling.concurrency, which is that of all'),
    command: z.array(z.string().min(1)).min(1).nullable().default(null).describe('Program and arguments that start a server at each of these addresses; {model} stands for the folder of the weights, {port} for the port, {index} for the number of the address, from 0; null: they run already'),
    model: z.string().nullable().default(null).describe('The name that this server gives the model; null: the first it lists'),
    handover: z.enum(handoverWays).default('auto').describe('How these servers get new weights: reloaded from a folder that they see (disk-reload), adapters of a learner that trains such (lora), started again (restart), or they are the learner (in-process); auto: by what they can'),
    testerBaseUrl: serverUrl.nullable().default(null).describe('An OpenAI-compatible server of another model that writes the unit tests, which then judge but are not trained on; null: the coder writes them'),
    testerModel: z.string().nullable().default(null).describe('The name that this server gives the model; null: the first it lists'),
    endpoint: endpoint.describe('How the server is asked. tokens: for token ids and log-probabilities, which training needs; chat, completions: for texts alone; auto: for texts, by what it has'),
    testerEndpoint: endpoint.describe('How the tester\'s server is asked, likewise'),
    reasoningEffort: z.string().min(1).nullable().default(null).describe('Told to a chat endpoint, e.g. low or high; null: nothing'),
    cache: z.string().nullable().default(null).describe('Folder that keeps every answer of a server that is asked for texts, so that none is paid for twice; null: none'),
    maxCost: z.number().positive().nullable().default(null).describe('Dollars that asking for texts may cost; null: no limit'),
    prices: z.record(z.string(), z.strictObject({
      prompt: z.number().nonnegative().describe('Dollars a million tokens of prompts'),
      completion: z.number().nonnegative().describe('Dollars a million tokens of answers'),
    })).default({}).describe('What models cost, by the server\'s name of each'),
  }).prefault({}),
  sampling: samplingFields.prefault({}),
  sandbox: sandboxConfig.prefault({}),
  rewards: rewardsConfig.prefault({}),
  learner: learnerConfig.prefault({}),
  schedule: z.array(scheduleEntry).default([]).describe('Stages of training: changes from a step on'),
  evaluation: evaluationConfig.prefault({}),
  stages: z.strictObject({
    sampling: stagePath.describe('Module that exports sample'),
    sandbox: stagePath.describe('Module that exports execute'),
    matrix: stagePath.describe('Module that exports tabulate'),
    rewards: stagePath.describe('Module that exports reward'),
    'trainer-bridge': stagePath.describe('Module that exports batch and update'),
  }).prefault({}).describe('Stages of your own in the place of ours, as paths or package names'),
  server: z.strictObject({
    port: z.int().min(0).max(65535).default(8420).describe('Port of /health, /metrics and /events on 127.0.0.1; 0: any'),
  }).prefault({}),
})
export type CureConfig = z.infer<typeof cureConfig>

/** How many steps sampling may be ahead: a learner that samples gains nothing by it, an outside sampler would stand still during updates. */
export function policyLagOf({ maxPolicyLag, sampler }: CureConfig): number {
  return maxPolicyLag ?? (sampler.baseUrl === null ? 0 : 1)
}
