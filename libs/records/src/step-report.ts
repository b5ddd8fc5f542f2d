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

/** The figures of CURE (arXiv 2506.03136, sections 3 and 4), each the mean over the tasks that decide it. */
export const Statistics = Schema.Struct({
  /** Share of programs that pass all ground-truth tests. */
  codeAccuracy: Statistic,
  /** Share of generated tests that all correct programs pass; an unreadable test counts as wrong. */
  unitTestAccuracy: Statistic,
  /** Share of tasks whose chosen program is correct: the one that passes most generated tests. */
  bestOfN: Statistic,
  /** P(a generated test is correct). */
  pU: Statistic,
  /** P(a wrong program passes a correct test). */
  p01: Statistic,
  /** P(a wrong program passes a wrong test). */
  p00: Statistic,
  /** p_u (1 - p_01) - (1 - p_u) p_00: where it is not above 0, more tests make selection worse. */
  mu: Statistic,
  /** P(a correct program passes more generated tests than a wrong one). */
  precision: Statistic,
  /** The precision that mu and the number of tests guarantee: 1 - exp(-mu^2 m / 2). */
  bound: Statistic,
})
export type Statistics = typeof Statistics.Type

const Figure = Schema.NullOr(Schema.Finite)

/** The same figures with numerators and denominators summed over tasks (the reference's way); null where the denominator is 0. */
export const Pooled = Schema.Struct({
  codeAccuracy: Figure,
  unitTestAccuracy: Figure,
  /** Without the unreadable tests, as the reference evaluates. */
  readableTestAccuracy: Figure,
  bestOfN: Figure,
  p01: Figure,
  p00: Figure,
  mu: Figure,
  precision: Figure,
})
export type Pooled = typeof Pooled.Type

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

/** The figures of a set of tables; a step has one, and an evaluation. */
export const Summary = Schema.Struct({
  counts: Counts,
  statistics: Statistics,
  pooled: Pooled,
  /** Mean response length in tokens. */
  lengths: Schema.Struct({ program: Schema.Finite, test: Schema.Finite }),
  shares: Shares,
})
export type Summary = typeof Summary.Type

/** The result of an evaluation on tasks that are not trained on. */
export const Evaluation = OpenStruct({
  /** Steps trained before it. */
  step: Count,
  split: Schema.Literals(['held-out', 'validation']),
  ...Summary.fields,
  /** Updates behind the weights. */
  policyVersion: Count,
  /** Share of generated tests whose output equals a reference solution's, where the tasks have one. */
  referenceTestAccuracy: Schema.optionalKey(Statistic),
  seconds: Schema.Finite,
  /** What to look at, a sentence each. */
  warnings: Schema.optionalKey(Schema.Array(Schema.String)),
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

/** What the sandbox did for the tables of one step. As times do, it varies between runs of the same seed: by faults, and by what had run before. */
export const ExecutionSummary = Schema.Struct({
  cells: Count,
  /** null where the tables were read, not run. */
  cellsPerSecond: Schema.NullOr(Schema.Finite),
  /** Mean milliseconds that a table waited before it ran. */
  queuedMs: Schema.Finite,
  retried: Count,
  rerun: Count,
  deduplicated: Count,
  sandboxDeaths: Count,
  /** Cells by verdict; what does not occur is left out. */
  verdicts: Schema.Record(Schema.String, Count),
})
export type ExecutionSummary = typeof ExecutionSummary.Type

/** What one step did; a line of a run's `reports.jsonl`. */
export const StepReport = OpenStruct({
  /** From 1. */
  step: Count,
  /** Updates behind the weights after this step. */
  policyVersion: Count,
  seconds: Seconds,
  ...Summary.fields,
  execution: Schema.optionalKey(ExecutionSummary),
  dropped: Schema.Array(Dropped),
  /** Samples trained on. */
  trained: Schema.Struct({ coder: Count, tester: Count }),
  /** Of every task's programs and generated tests the share that was trained on, by task id: what a measured curriculum draws by. */
  trainedShares: Schema.optionalKey(Schema.Record(Schema.String, Schema.Finite)),
  /** The learner's, as `coder/loss`, `tester/entropy` (TRL's names). */
  metrics: Schema.Record(Schema.String, Schema.Finite),
  warnings: Schema.Array(Schema.String),
})
export type StepReport = typeof StepReport.Type
