import * as Schema from 'effect/Schema'
import { Comparison, ExeMethod } from '@cure-ts/records'

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const texts = Schema.Array(Schema.String)
const positive = Schema.Finite.check(Schema.isGreaterThan(0))

/** A task and what is to be scored on it: programs, or whole answers of a coder, from which the programs are read. A task's line of a data set with `programs` is one. */
export const ScoreJob = Schema.Struct({
  task_id: optional(Schema.Union([Schema.String, Schema.Finite])),
  question: Schema.NonEmptyString,
  programs: optional(texts),
  responses: optional(texts),
  example_input: optional(texts),
  example_output: optional(texts),
  test_time_limit: optional(positive),
  memory_limit_mb: optional(positive),
  exe_method: optional(ExeMethod),
  function_name: optional(Schema.String),
  comparison: optional(Comparison),
  checker: optional(Schema.String),
  float_output: optional(Schema.Boolean),
}).check(
  Schema.makeFilter(({ programs, responses }) => (programs == null) !== (responses == null) || { path: ['programs'], issue: 'Expected programs or responses, one of them' }),
  Schema.makeFilter(({ exe_method, function_name }) => exe_method !== 'function' || function_name != null || { path: ['function_name'], issue: 'Expected a name, since exe_method is function' }),
  Schema.makeFilter(({ comparison, checker }) => comparison !== 'checker' || checker != null || { path: ['checker'], issue: 'Expected a program, since comparison is checker' }),
)
export type ScoreJob = typeof ScoreJob.Type

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Scores by generated tests. */
export const ScoreResult = Schema.Struct({
  task_id: Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])),
  /** Share of the tests that each program passes, from 0 to 1; 0 where there is no program; null where nothing is known: no test, or a fault of the sandbox. */
  scores: Schema.Array(Schema.NullOr(Schema.Finite)),
  tests: Schema.Struct({
    asked: Count,
    /** That could be read, each input once: those that the programs ran on. */
    used: Count,
    unreadable: Count,
    /** With the input of an earlier one. */
    duplicate: Count,
    /** The tester gave none. */
    failed: Count,
  }),
  /** `passed[program][test]`: 1, 0, or null where it is not known. */
  passed: Schema.Array(Schema.Array(Schema.NullOr(Schema.Literals([0, 1])))),
  /** Why tests failed; absent where none did. */
  failure: Schema.optionalKey(Schema.String),
})
export type ScoreResult = typeof ScoreResult.Type
