import { readProgram } from '@cure-ts/sampling'
import { mpsc as scoreBy } from '@cure-ts/selection'
import type { Agent } from './agent.ts'
import type { AgenticConfig } from './agentic-config.ts'
import type { Pipeline } from './pipeline.ts'
import { readInputs } from './read-answers.ts'
import { weighEdges } from './weigh-edges.ts'

/** Inputs on which specifications judge programs. */
const mostInputs = 30

/**
 * MPSC (arXiv 2309.17272): programs, tests and specifications, which are programs that check an output, are made from one question; what agrees with
 * most of the other two kinds is most likely right, and the program of which that is truest is chosen.
 */
export const mpsc: Pipeline = async (agent, config) => {
  const [written, drafted] = await agent.writeBoth(config.programs, config.tests)
  const [programs, tests] = [written.filter(code => code !== null), drafted.filter(test => test !== null)]
  if (programs.length === 0) return
  const [specifications, moreInputs] = await Promise.all([writeSpecifications(agent, config), writeInputs(agent)])
  const inputs = [...new Set([...tests.map(({ input }) => input), ...moreInputs])].slice(0, mostInputs)
  const scores = scoreBy(await weighEdges(agent, { programs, tests, specifications, inputs }), 'semantic')
  agent.decide('consensus', { scores })
  agent.propose(programs[scores.indexOf(Math.max(...scores))]!)
}

async function writeSpecifications(agent: Agent, { specifications }: AgenticConfig): Promise<string[]> {
  const answers = await agent.ask('tester', 'specification', {}, { n: specifications })
  return answers.map(readProgram).filter(code => code !== null)
}

const writeInputs = async (agent: Agent) => readInputs(await agent.askOnce('tester', 'write-inputs', {}))
