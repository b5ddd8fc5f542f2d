import { readFile } from 'node:fs/promises'
import * as Schema from 'effect/Schema'
import { Counts, CureError, decoder, Shares, Statistic } from '@cure-ts/records'

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const figures = Schema.Record(Schema.String, Schema.NullOr(Schema.Finite))

/** How programs and tests were sampled and judged: what has to be equal for two results to be comparable. */
export const SamplingSettings = Schema.Struct({
  /** Sampled a task. */
  programs: Count,
  tests: Count,
  temperature: Schema.Finite,
  topP: Schema.Finite,
  /** 0: all tokens. */
  topK: Count,
  maxProgramTokens: Count,
  maxTestTokens: Count,
  /** Ground-truth tests of a task that count, the first ones; null: all. */
  maxGroundTruthTests: Schema.NullOr(Count),
  /** Of a reasoning model behind an address, where it was told one. */
  reasoningEffort: Schema.optionalKey(Schema.String),
})
export type SamplingSettings = typeof SamplingSettings.Type

/** What servers that are asked for texts were asked; `dollars` is null where a price is not known. */
const Asked = Schema.Struct({ requests: Count, answers: Count, promptTokens: Count, completionTokens: Count, dollars: Schema.NullOr(Schema.Finite) })

const Accuracy = Schema.Struct({ rule: Schema.String, accuracy: Statistic, gain: Statistic, behindBest: Statistic })

/** Every rule of selection over the same tables, as `compareRules` of @cure-ts/selection gives it. */
const RuleComparison = Schema.Struct({
  tasks: Count,
  leftOut: Count,
  rules: Schema.Array(Accuracy),
  best: Schema.NullOr(Schema.String),
  crossValidated: Schema.NullOr(Schema.Struct({ accuracy: Statistic, choices: Schema.Record(Schema.String, Count) })),
})
export type RuleComparison = typeof RuleComparison.Type

/** What `cure evaluate` measured: every figure by name (`figureTitles` has them all), with the value of each task, so that two results can be compared. */
export const EvaluationResult = Schema.Struct({
  model: Schema.String,
  /** The model that wrote the tests, where it is another one. */
  tester: Schema.optionalKey(Schema.String),
  /** The files that the tasks came from. */
  taskFiles: Schema.Array(Schema.String),
  /** SHA-256 over the tasks' ids, questions and tests. */
  tasksDigest: Schema.String,
  settings: SamplingSettings,
  seed: Count,
  seconds: Schema.Finite,
  /** Of models behind an address: what this evaluation asked for, and what it took from the cache. */
  usage: Schema.optionalKey(Schema.Struct({ paid: Asked, cached: Asked })),
  counts: Counts,
  shares: Shares,
  /** The mean over the tasks that decide a figure, with its interval over tasks. */
  figures: Schema.Record(Schema.String, Statistic),
  /** With numerators and denominators summed over tasks. */
  pooled: figures,
  /** Which rule of selection the data support for this tester; absent in results of earlier versions. */
  selection: Schema.optionalKey(RuleComparison),
  tasks: Schema.Array(Schema.Struct({
    taskId: Schema.String,
    figures,
    /** Length of each answered response in tokens. */
    programTokens: Schema.Array(Count),
    testTokens: Schema.Array(Count),
    /** The execution table, a text a program: `+` passed, `.` failed, `?` not known, a mark a test; the generated tests come first. */
    table: Schema.optionalKey(Schema.Struct({ generatedTests: Count, rows: Schema.Array(Schema.String) })),
    /** What the data set says of the task; the question may be cut. */
    question: Schema.optionalKey(Schema.String),
    difficulty: Schema.optionalKey(Schema.String),
    tags: Schema.optionalKey(Schema.Array(Schema.String)),
  })),
})
export type EvaluationResult = typeof EvaluationResult.Type

const decode = decoder(EvaluationResult)

/** @throws CureError where the file cannot be read or holds no result */
export async function readResult(file: string): Promise<EvaluationResult> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CureError(`${file}: holds no result that can be read (${(error as NodeJS.ErrnoException).code ?? 'no JSON'}); make one with cure evaluate --out.`, { cause: error })
  }
  return decode(value, file)
}
