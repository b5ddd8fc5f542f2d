import { readTest } from '@cure-ts/sampling'
import { outputGroups } from './output-groups.ts'
import type { Pipeline } from './pipeline.ts'

/**
 * Iterative unit-test generation (arXiv 2506.03136, section 4): the programs run on each drafted test's input, the tester sees what
 * they printed and keeps or repairs the test, at most `rounds` times or until it is unchanged. Then a rule chooses by the table.
 */
export const iterativeTests: Pipeline = async (agent, { programs, tests, rounds }) => {
  const [candidates, unitTests] = await agent.writeBoth(programs, tests)
  await agent.choose(candidates, unitTests) // Where a limit ends the repairs, this choice stands.

  let open = [...unitTests.keys()].filter(index => unitTests[index] !== null)
  for (let round = 1; round <= rounds && open.length > 0; round += 1) {
    const { outputs } = await agent.run(candidates, open.map(index => unitTests[index]!))
    const answers = await agent.askEach('tester', 'repair-test', open.map((index, column) => (
      { ...unitTests[index]!, programs: candidates.length, groups: outputGroups(outputs.map(row => row[column]!)) }
    )))
    open = open.filter((index, column) => {
      const repaired = readTest(answers[column]!)
      const isKept = repaired === null || (repaired.input === unitTests[index]!.input && repaired.output === unitTests[index]!.output)
      agent.decide(isKept ? 'keep-test' : 'repair-test', { test: index, round })
      if (!isKept) unitTests[index] = { input: repaired.input, output: repaired.output }
      return !isKept
    })
  }
  await agent.choose(candidates, unitTests)
}
