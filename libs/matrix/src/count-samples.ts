import { type Counts, type Executed, lengthOf } from '@cure-ts/records'
import { collapseWhitespace, countRepeats } from './repeats.ts'

type Samples = Executed['programs'] | Executed['tests']

type ProgramCounts = Pick<Counts,
  'programs' | 'programsUnreadable' | 'programsTruncated' | 'programsDuplicate' | 'programsFailed' | 'programTokens'>

type TestCounts = Pick<Counts,
  'tests' | 'testsUnreadable' | 'testsTruncated' | 'testsDuplicate' | 'testsCopied' | 'testsFailed' | 'testTokens'>

/** What the coder's samples are like. A duplicate has the same code as an earlier program. */
export function countPrograms({ programs }: Pick<Executed, 'programs'>): ProgramCounts {
  return {
    programs: programs.length,
    programsUnreadable: programs.filter(({ code, failure }) => code === null && failure === undefined).length,
    programsTruncated: countTruncated(programs),
    programsDuplicate: countRepeats(programs.flatMap(({ code }) => code ?? [])),
    programsFailed: countFailed(programs),
    programTokens: countTokens(programs),
  }
}

/**
 * What the tester's samples are like. A duplicate has the same input as an earlier test, a copy that of an example in the
 * tester's prompt, both after collapsing whitespace.
 */
export function countTests({ tests, examples }: Pick<Executed, 'tests' | 'examples'>): TestCounts {
  const generated = tests.filter(test => test.origin === 'generated')
  const isReadable = ({ input, output }: Executed['tests'][number]) => input !== null && output !== null
  const inputs = generated.filter(isReadable).map(({ input }) => collapseWhitespace(input!))
  const exampleInputs = new Set(examples.map(example => collapseWhitespace(example.input)))
  return {
    tests: generated.length,
    testsUnreadable: generated.filter(test => !isReadable(test) && test.failure === undefined).length,
    testsTruncated: countTruncated(generated),
    testsDuplicate: countRepeats(inputs),
    testsCopied: inputs.filter(input => exampleInputs.has(input)).length,
    testsFailed: countFailed(generated),
    testTokens: countTokens(generated),
  }
}

function countFailed(samples: Samples): number {
  return samples.filter(sample => sample.failure !== undefined).length
}

function countTruncated(samples: Samples): number {
  return samples.filter(sample => sample.response?.finishReason === 'length').length
}

function countTokens(samples: Samples): number {
  return samples.reduce((sum, { response }) => sum + (response === undefined ? 0 : lengthOf(response)), 0)
}
