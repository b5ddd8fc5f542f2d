import { z } from 'zod'
import { ruleNames } from '@cure-ts/selection'

export const pipelineNames = ['best-of-n', 'iterative-tests', 'mpsc', 'alphacodium', 's-star'] as const
export type PipelineName = typeof pipelineNames[number]

const price = z.strictObject({
  prompt: z.number().nonnegative().default(0).describe('Dollars a million tokens of prompts'),
  completion: z.number().nonnegative().default(0).describe('Dollars a million tokens of answers'),
}).prefault({})

/** What people can set of a pipeline. */
export const agenticConfig = z.strictObject({
  pipeline: z.enum(pipelineNames).default('best-of-n').describe('How programs and tests are made and one program is chosen'),
  programs: z.int().positive().default(16).describe('Candidate programs a task'),
  tests: z.int().positive().default(16).describe('Unit tests a task'),
  rule: z.enum(ruleNames).exclude(['oracle']).default('best-of-n').describe('How a program is chosen by the tests'),
  specifications: z.int().nonnegative().default(16).describe('mpsc: programs that check an output, a task'),
  rounds: z.int().nonnegative().default(3).describe('iterative-tests: at most so many repairs of a test; s-star: programs of a chain'),
  maxPairs: z.int().nonnegative().default(20).describe('s-star: at most so many comparisons of two programs a task'),
  temperature: z.number().nonnegative().default(1).describe('Softmax temperature of every call'),
  maxProgramTokens: z.int().positive().default(2048).describe('Longest answer that holds a program, in tokens'),
  maxTestTokens: z.int().positive().default(2048).describe('Longest answer that holds a test, in tokens'),
  maxCalls: z.int().positive().default(200).describe('At most so many answers of the model a task'),
  maxTokens: z.int().positive().default(1_000_000).describe('No further call for a task that has used so many tokens, prompts and answers'),
  maxCost: z.number().positive().nullable().default(null).describe('No further call for a task that has cost so many dollars; null: no limit'),
  prices: z.strictObject({ coder: price, tester: price }).prefault({}).describe('What each model costs'),
  maxSeconds: z.number().positive().default(600).describe('Wall time a task may take'),
  tasksAtOnce: z.int().positive().default(4).describe('Tasks under way at once'),
  seed: z.int().nonnegative().default(1).describe('Seed of every call and draw'),
})
export type AgenticConfig = z.infer<typeof agenticConfig>
