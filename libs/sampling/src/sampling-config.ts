import { z } from 'zod'

/** How programs and tests are sampled, as people write it. The defaults are CURE's for training (arXiv 2506.03136). */
export const samplingConfig = z.strictObject({
  programs: z.int().positive().default(16).describe('Programs sampled a task'),
  tests: z.int().positive().default(16).describe('Unit tests sampled a task'),
  temperature: z.number().nonnegative().default(1).describe('Softmax temperature; 0: always the most likely token'),
  topP: z.number().positive().max(1).default(1).describe('Nucleus: only the most likely tokens that add up to this probability; 1: all'),
  topK: z.int().nonnegative().default(0).describe('Only the k most likely tokens; 0: all'),
  maxProgramTokens: z.int().positive().default(2048).describe('Longest answer of the coder, in tokens'),
  maxTestTokens: z.int().positive().default(2048).describe('Longest answer of the tester, in tokens'),
  promptsPerRequest: z.int().positive().default(1).describe('Prompts sent in one request; more suit a server that batches only within a request'),
  concurrency: z.int().positive().default(32).describe('Requests at once'),
  requestsPerSecond: z.number().nonnegative().default(0).describe('At most so many requests are begun a second; 0: no limit'),
  timeoutMs: z.int().positive().default(600_000).describe('Longest wait for the answer to one request, in milliseconds'),
  retries: z.int().nonnegative().default(5).describe('How often a request is repeated after 429, 5xx, a lost connection or a timeout'),
  pGiveExample: z.number().min(0).max(1).default(1).describe('Probability that a task\'s prompts show public examples'),
  maxInputExamples: z.int().nonnegative().default(1).describe('At most so many public examples are shown'),
  coderPrompt: z.string().nullable().default(null).describe('Jinja file of the coder\'s prompt; null: the one that is shipped'),
  testerPrompt: z.string().nullable().default(null).describe('Jinja file of the tester\'s prompt; null: the one that is shipped'),
  seed: z.int().nonnegative().default(1).describe('Seed of every sample'),
})
export type SamplingConfig = z.infer<typeof samplingConfig>
