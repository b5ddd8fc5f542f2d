import * as Schema from 'effect/Schema'
import { Role, Task, Verdict } from '@cure-ts/records'

const texts = Schema.Array(Schema.NullOr(Schema.String))
const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const grid = <S extends Schema.Constraint>(cell: S) => Schema.Array(Schema.Array(cell))

/** How a task ended; the last line of a task's trace, and what `cure agent` writes. */
export const AgentEnd = Schema.Struct({
  event: Schema.Literal('end'),
  taskId: Schema.String,
  pipeline: Schema.String,
  /** The chosen program; null: none. */
  code: Schema.NullOr(Schema.String),
  /** Whether it passes all of the task's tests, of which the pipeline knew none; null: not known. */
  correct: Schema.NullOr(Schema.Boolean),
  /** `done`, or the limit that was reached, or `failure` where the model did not answer. */
  endedBy: Schema.Literals(['done', 'calls', 'tokens', 'cost', 'time', 'failure']),
  failure: Schema.optionalKey(Schema.String),
  /** Answers of the model. */
  calls: count,
  promptTokens: count,
  tokens: count,
  /** Dollars, where the models' prices are known. */
  cost: Schema.Finite,
  /** Wall time. */
  seconds: Schema.Finite,
})
export type AgentEnd = typeof AgentEnd.Type

/** A line of a trace: everything that a pipeline asked, ran and decided. */
export const TraceEvent = Schema.Union([
  Schema.Struct({ event: Schema.Literal('start'), taskId: Schema.String, task: Task, config: Schema.Record(Schema.String, Schema.Unknown) }),
  Schema.Struct({
    event: Schema.Literal('call'),
    taskId: Schema.String,
    role: Role,
    template: Schema.String,
    variables: Schema.Record(Schema.String, Schema.Unknown),
    n: count,
    temperature: Schema.Finite,
    maxTokens: count,
    seed: count,
    answers: Schema.Array(Schema.Struct({ text: Schema.String, promptTokens: count, tokens: count })),
    seconds: Schema.Finite,
  }),
  Schema.Struct({
    event: Schema.Literal('run'),
    taskId: Schema.String,
    programs: texts,
    tests: Schema.Array(Schema.Struct({ input: Schema.NullOr(Schema.String), output: Schema.NullOr(Schema.String) })),
    verdicts: grid(Verdict),
    outputs: grid(Schema.NullOr(Schema.String)),
    seconds: Schema.Finite,
  }),
  Schema.Struct({ event: Schema.Literal('decision'), taskId: Schema.String, name: Schema.String, detail: Schema.Record(Schema.String, Schema.Unknown) }),
  AgentEnd,
])
export type TraceEvent = typeof TraceEvent.Type
export type Decision = Extract<TraceEvent, { event: 'decision' }>
