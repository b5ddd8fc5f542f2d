import type { Perspectives } from '@cure-ts/selection'
import type { Agent, UnitTest } from './agent.ts'

export interface Vertices {
  readonly programs: readonly string[]
  readonly tests: readonly UnitTest[]
  readonly specifications: readonly string[]
  /** On which specifications judge the programs' outputs. */
  readonly inputs: readonly string[]
}

/**
 * The edges of MPSC's graph: a program and a test, 1 if it passes; a specification and a test, 1 if it accepts the test's output; a program and a specification,
 * the share of inputs for which it accepts what the program prints. A program that does not run to its end prints nothing that could be accepted.
 */
export async function weighEdges(agent: Agent, { programs, tests, specifications, inputs }: Vertices): Promise<Perspectives> {
  const { verdicts, outputs } = await agent.run(programs, [...tests, ...inputs.map(input => ({ input, output: '' }))])
  const printed = outputs.map(row => row.slice(tests.length))
  const accepts = await acceptance(agent, specifications, [...tests, ...printed.flatMap(row => casesOf(inputs, row))])
  return {
    programTests: verdicts.map(row => row.slice(0, tests.length).map(verdict => Number(verdict === 'passed'))),
    specificationTests: specifications.map((_, specification) => tests.map(test => Number(accepts(specification, test)))),
    programSpecifications: printed.map(row => specifications.map((_, specification) => {
      const accepted = casesOf(inputs, row).filter(each => accepts(specification, each)).length
      return inputs.length === 0 ? 0 : accepted / inputs.length
    })),
  }
}

function casesOf(inputs: readonly string[], printed: readonly (string | null)[]): UnitTest[] {
  return inputs.flatMap((input, column) => printed[column] === null ? [] : [{ input, output: printed[column]! }])
}

/** Whether a specification, run on a case as JSON, ends with exit code 0. Each different case runs once. */
async function acceptance(agent: Agent, specifications: readonly string[], cases: readonly UnitTest[]): Promise<(specification: number, each: UnitTest) => boolean> {
  const textOf = ({ input, output }: UnitTest) => JSON.stringify({ input, output })
  const texts = [...new Set(cases.map(textOf))]
  const columns = new Map(texts.map((text, column) => [text, column]))
  const verdicts = specifications.length === 0 ? [] : await agent.runScripts(specifications, texts)
  return (specification, each) => {
    const verdict = verdicts[specification]![columns.get(textOf(each))!]
    return verdict === 'passed' || verdict === 'wrong-output'
  }
}
