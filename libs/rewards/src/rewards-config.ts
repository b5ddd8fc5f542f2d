import { z } from 'zod'

const zScore = z.strictObject({
  kind: z.literal('z-score'),
}).describe('(reward - mean) / population standard deviation of the group.')

const lengthAware = z.strictObject({
  kind: z.literal('length-aware'),
  minLength: z.number().int().positive().default(1000)
    .describe('Target length of a rewarded response, at least: tokens.'),
  maxLength: z.number().int().positive().default(8000)
    .describe('Target length of a rewarded response, at most: tokens.'),
}).refine(({ minLength, maxLength }) => minLength <= maxLength, {
  path: ['maxLength'],
  message: 'maxLength must be at least minLength',
}).describe('Rewarded responses are worth more the shorter they are (for long chains of thought).')

/** How tables become advantages; what a person writes under `rewards` in the config. */
export const rewardsConfig = z.strictObject({
  coderReward: z.enum(['mean', 'all-pass', 'label-free']).default('mean')
    .describe('Reward of a program: share of the ground-truth tests that it passes (mean), 1 only if it passes all of them '
      + '(all-pass), or share of the generated tests that it passes, with no ground truth read (label-free).'),
  testerReward: z.enum(['share', 'any-all']).default('share')
    .describe('Reward of a test: by the share of wrong programs that fail or pass it (share), or by whether all fail it or '
      + 'any passes it (any-all, for late training).'),
  repeatedTests: z.enum(['full', 'shared']).default('full')
    .describe('Reward of tests of a task that have the same input: each the whole (full), or what one earns divided among them '
      + '(shared, so that the tester keeps trying different inputs).'),
  normalization: z.discriminatedUnion('kind', [zScore, lengthAware]).default({ kind: 'z-score' })
    .describe('How the rewards of a group (one task, one role) become advantages.'),
  strictReference: z.boolean().default(false)
    .describe('Do as the reference implementation of CURE does: an unreadable test is an empty one, and a group whose rewarded '
      + 'responses are all shorter than minLength gives no sample.'),
})
export type RewardsConfig = z.infer<typeof rewardsConfig>
