import type { Pipeline } from './pipeline.ts'

/** Best-of-N (arXiv 2506.03136, section 3): N programs, M tests, every program on every test, and a rule chooses by the table. */
export const bestOfN: Pipeline = async (agent, { programs, tests }) => {
  const [candidates, unitTests] = await agent.writeBoth(programs, tests)
  await agent.choose(candidates, unitTests)
}
