import * as Schema from 'effect/Schema'
import { OpenStruct } from './open-struct.ts'
import { Response } from './sampled.ts'
import { Count, grid, Passed } from './scalars.ts'
import { hasShape, haveLength } from './shape.ts'

const decided = Schema.Array(Schema.NullOr(Schema.Boolean))

/**
 * Numerators and denominators of every figure of CURE (arXiv 2506.03136, sections 3 and 4); they add up over tasks.
 * "Decided" leaves out what is null in the table.
 */
export const Counts = Schema.Struct({
  tasks: Count,
  tasksWithCorrectProgram: Count,
  programs: Count,
  programsDecided: Count,
  programsCorrect: Count,
  programsUnreadable: Count,
  programsTruncated: Count,
  programsDuplicate: Count,
  programsFailed: Count,
  programTokens: Count,
  /** Generated tests only, here and below. */
  tests: Count,
  testsDecided: Count,
  testsCorrect: Count,
  /** Decided tests that could be read: the denominator of the reference, which drops unreadable tests. */
  testsDecidedReadable: Count,
  testsUnreadable: Count,
  testsTruncated: Count,
  testsDuplicate: Count,
  testsCopied: Count,
  testsFailed: Count,
  testTokens: Count,
  /** Cells of a wrong program on a correct test, and those of them that passed: p_01. */
  wrongOnCorrect: Count,
  wrongOnCorrectPassed: Count,
  /** Cells of a wrong program on a wrong test, and those of them that passed: p_00. */
  wrongOnWrong: Count,
  wrongOnWrongPassed: Count,
  /** Pairs of a correct and a wrong program, and those in which the correct one passes more generated tests. */
  pairs: Count,
  pairsOrdered: Count,
  /** Tasks in which Best-of-N's choice is decided, and those in which it is correct. */
  selections: Count,
  selectionsCorrect: Count,
  /** Cells of the whole table, ground truth included. */
  cells: Count,
  cellsMissing: Count,
})
export type Counts = typeof Counts.Type

/** The fields of {@link Table}, which {@link Rewarded} has too. */
export const tableFields = {
  taskId: Schema.String,
  question: Schema.optionalKey(Schema.String),
  programIds: Schema.Array(Schema.String),
  testIds: Schema.Array(Schema.String),
  origins: Schema.Array(Schema.Literals(['generated', 'ground-truth'])),
  passed: grid(Passed),
  /** `outputs[program][test]`: what a program wrote that ran to its end with exit code 0, else null. Only where the sandbox kept outputs. */
  outputs: Schema.optionalKey(grid(Schema.NullOr(Schema.String))),
  /** By the ground-truth tests; null: not known. */
  correctPrograms: decided,
  /** By the correct programs, in every column; null: not known. */
  correctTests: decided,
  /** Length of each response in tokens; 0 where there is none. */
  programTokens: Schema.Array(Count),
  testTokens: Schema.Array(Count),
  /** False where there is no code (or no test) to run: unreadable, or the sampler failed. */
  readablePrograms: Schema.Array(Schema.Boolean),
  readableTests: Schema.Array(Schema.Boolean),
  /** How many generated tests of the task have this test's input, itself included; 1 for ground truth and where there is no input to read. */
  testRepeats: Schema.optionalKey(Schema.Array(Count)),
  counts: Counts,
  /** By programId and testId. */
  responses: Schema.Record(Schema.String, Response),
}

/** The execution table of one task: a row per program, generated columns first, then ground truth. A null decides nothing. */
export const Table = OpenStruct(tableFields).check(
  Schema.makeFilter(({ programIds, testIds, passed }) =>
    hasShape({ field: 'passed', grid: passed, programs: programIds.length, tests: testIds.length })),
  Schema.makeFilter(({ programIds, testIds, outputs }) =>
    outputs === undefined || hasShape({ field: 'outputs', grid: outputs, programs: programIds.length, tests: testIds.length })),
  Schema.makeFilter(table =>
    haveLength(table, ['correctPrograms', 'programTokens', 'readablePrograms'], table.programIds.length, 'programs')),
  Schema.makeFilter(table =>
    haveLength(table, ['origins', 'correctTests', 'testTokens', 'readableTests'], table.testIds.length, 'tests')),
  Schema.makeFilter(({ testIds, testRepeats = testIds.map(() => 1) }) => haveLength({ testRepeats }, ['testRepeats'], testIds.length, 'tests')),
)
export type Table = typeof Table.Type
