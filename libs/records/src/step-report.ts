import * as Schema from 'effect/Schema'
import { OpenStruct } from './open-struct.ts'
import { Dropped } from './rewarded.ts'
import { Count } from './scalars.ts'
import { Counts } from './table.ts'

/** A figure over tasks: their mean and its 95% bootstrap interval; null where no task decides it. */
export const Statistic = Schema.NullOr(Schema.Struct({
  value: Schema.Finite,
  low: Schema.Finite,
  high: Schema.Finite,
  tasks: Count,
}))
export type Statistic = typeof Statistic.Type

/** The figures of method.md section 6. */
export const Statistics = Schema.Struct({
  codeAccuracy: Statistic,
  unitTestAccuracy: Statistic,
  bestOfN: Statistic,
  pU: Statistic,
  p01: Statistic,
  p00: Statistic,
  mu: Statistic,
  precision: Statistic,
})
export type Statistics = typeof Statistics.Type

/** Shares of the samples, each from 0 to 1. */
export const Shares = Schema.Struct({
  unreadablePrograms: Schema.Finite,
  unreadableTests: Schema.Finite,
  truncatedPrograms: Schema.Finite,
  truncatedTests: Schema.Finite,
  duplicatePrograms: Schema.Finite,
  duplicateTests: Schema.Finite,
  copiedTests: Schema.Finite,
})
export type Shares = typeof Shares.Type

/** The figures of a set of tables; {@link StepReport} has one for the step and one for each evaluation. */
export const Summary = Schema.Struct({
  counts: Counts,
  statistics: Statistics,
  /** Mean response length in tokens. */
  lengths: Schema.Struct({ program: Schema.Finite, test: Schema.Finite }),
  shares: Shares,
})
export type Summary = typeof Summary.Type

/** The result of an evaluation on held-out tasks. */
export const Evaluation = OpenStruct({
  ...Summary.fields,
  /** Updates behind the weights. */
  policyVersion: Count,
  /** Share of generated tests whose output equals a reference solution's, where the tasks have one. */
  referenceTestAccuracy: Schema.optionalKey(Statistic),
  seconds: Schema.Finite,
})
export type Evaluation = typeof Evaluation.Type

/** Wall seconds of one step by stage. Stages of one step overlap, so that they may add up to more than `wall`. */
export const Seconds = Schema.Struct({
  sample: Schema.Finite,
  execute: Schema.Finite,
  tabulate: Schema.Finite,
  reward: Schema.Finite,
  batch: Schema.Finite,
  update: Schema.Finite,
  wall: Schema.Finite,
})
export type Seconds = typeof Seconds.Type

/** What one step did; a line of a run's `reports.jsonl`. */
export const StepReport = OpenStruct({
  /** From 1. */
  step: Count,
  /** Updates behind the weights after this step. */
  policyVersion: Count,
  seconds: Seconds,
  ...Summary.fields,
  dropped: Schema.Array(Dropped),
  /** Samples trained on. */
  trained: Schema.Struct({ coder: Count, tester: Count }),
  /** The learner's, as `coder/loss`, `tester/entropy` (TRL's names). */
  metrics: Schema.Record(Schema.String, Schema.Finite),
  /** Made of the weights after this step, where one was due. */
  evaluation: Schema.optionalKey(Evaluation),
  warnings: Schema.Array(Schema.String),
})
export type StepReport = typeof StepReport.Type
