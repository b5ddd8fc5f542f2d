import * as Schema from 'effect/Schema'
import { OpenStruct, withDefault } from './open-struct.ts'
import { Comparison, Count, ExeMethod } from './scalars.ts'

const numbers = Schema.Array(Schema.Finite)

/**
 * What a policy answered to one prompt. `tokenIds` and `logprobs` have the same length and include the end token;
 * `logprobs` are natural logarithms under the distribution sampled from; `policyVersion` counts the updates behind the weights.
 */
export const Response = OpenStruct({
  text: Schema.String,
  promptTokenIds: Schema.Array(Schema.Int),
  tokenIds: Schema.Array(Schema.Int),
  logprobs: numbers,
  finishReason: Schema.String,
  policyVersion: Count,
  /** Length in tokens by the server's count, where it gives no ids; such an answer can be measured but not trained on. */
  tokenCount: Schema.optionalKey(Count),
})
export type Response = typeof Response.Type

/** A response's length in tokens. */
export function lengthOf({ tokenCount, tokenIds }: Pick<Response, 'tokenCount' | 'tokenIds'>): number {
  return tokenCount ?? tokenIds.length
}

const sampleFields = {
  /** Absent for a program or test that came from elsewhere. */
  response: Schema.optionalKey(Response),
  /** Why the sampler gave up on this place, which is kept so that a group is always complete. */
  failure: Schema.optionalKey(Schema.String),
}

/** A candidate program; `code` is null where the response holds no readable program. */
export const Program = OpenStruct({
  programId: Schema.String,
  code: Schema.NullOr(Schema.String),
  ...sampleFields,
})
export type Program = typeof Program.Type

/** A stdin/stdout pair; `input` and `output` are null where the response holds no readable test. */
export const Test = OpenStruct({
  testId: Schema.String,
  origin: withDefault(Schema.Literals(['generated', 'ground-truth']), 'ground-truth'),
  input: Schema.NullOr(Schema.String),
  output: Schema.NullOr(Schema.String),
  explanation: Schema.optionalKey(Schema.String),
  ...sampleFields,
})
export type Test = typeof Test.Type

/** The fields of {@link Sampled}, which {@link Executed} has too. */
export const sampledFields = {
  taskId: Schema.String,
  question: withDefault(Schema.String, ''),
  /** The public examples that the tester's prompt showed. */
  examples: withDefault(Schema.Array(OpenStruct({ input: Schema.String, output: Schema.String })), []),
  exeMethod: withDefault(ExeMethod, 'stdin'),
  functionName: Schema.optionalKey(Schema.String),
  timeLimitMs: withDefault(Schema.Finite.check(Schema.isGreaterThan(0)), 4000),
  memoryLimitBytes: withDefault(Schema.Finite.check(Schema.isGreaterThan(0)), 512 * 1024 * 1024),
  comparison: withDefault(Comparison, 'tokens'),
  checker: Schema.optionalKey(Schema.String),
  /** The rendered prompts, for people who look at a run. */
  prompts: Schema.optionalKey(OpenStruct({ coder: Schema.String, tester: Schema.String })),
  programs: Schema.Array(Program),
  /** Generated tests first, then ground truth. */
  tests: Schema.Array(Test),
}

/** A task with the programs and tests that were sampled for it. */
export const Sampled = OpenStruct(sampledFields)
export type Sampled = typeof Sampled.Type
