import { type Executed, lengthOf, type Response, type Table, type Verdict } from '@cure-ts/records'
import { correctPrograms, correctTests } from './correctness.ts'
import { countTask } from './count-task.ts'
import { testRepeats } from './repeats.ts'
import { unknownFields } from './unknown-fields.ts'

/**
 * The execution table of one task: `passed[program][test]` is 1 for `passed`, null for `missing` and for a sample that the
 * sampler gave up on, and 0 for every other verdict (`unreadable` too). See arXiv 2506.03136, section 3.
 *
 * A null decides nothing: see {@link correctPrograms} and {@link correctTests}. Programs, tests and verdicts are not repeated, outputs are, where they were kept;
 * fields that are not ours pass on.
 */
export function tabulateTask(executed: Executed): Table {
  const { programs, tests } = executed
  const passed = programs.map((program, row) => tests.map((test, column) => {
    const failed = program.failure !== undefined || test.failure !== undefined
    return failed ? null : passedOf(executed.verdicts[row]![column]!)
  }))
  const origins = tests.map(test => test.origin)
  const correct = correctPrograms(passed, origins)
  const judged = {
    taskId: executed.taskId,
    question: executed.question,
    programIds: programs.map(program => program.programId),
    testIds: tests.map(test => test.testId),
    origins,
    passed,
    ...(executed.outputs !== undefined && { outputs: endedOutputs(executed.verdicts, executed.outputs) }),
    correctPrograms: correct,
    correctTests: correctTests(passed, correct, tests.length),
    programTokens: programs.map(tokensOf),
    testTokens: tests.map(tokensOf),
    readablePrograms: programs.map(program => program.code !== null),
    readableTests: tests.map(test => test.input !== null && test.output !== null),
    testRepeats: testRepeats(tests),
    responses: responsesOf(executed),
  }
  return { ...unknownFields(executed), ...judged, counts: countTask(executed, judged) }
}

function passedOf(verdict: Verdict): 0 | 1 | null {
  if (verdict === 'missing') return null
  return verdict === 'passed' ? 1 : 0
}

/** A program that did not run to its end has no output to compare, whatever it wrote until then. */
function endedOutputs(verdicts: Executed['verdicts'], outputs: NonNullable<Executed['outputs']>): (string | null)[][] {
  return verdicts.map((row, program) => row.map((verdict, test) => verdict === 'passed' || verdict === 'wrong-output' ? outputs[program]![test]! : null))
}

function tokensOf(sample: { readonly response?: Response }): number {
  return sample.response === undefined ? 0 : lengthOf(sample.response)
}

function responsesOf({ programs, tests }: Executed): Record<string, Response> {
  const samples = [
    ...programs.map(({ programId, response }) => [programId, response] as const),
    ...tests.map(({ testId, response }) => [testId, response] as const),
  ]
  return Object.fromEntries(samples.filter((sample): sample is readonly [string, Response] => sample[1] !== undefined))
}
