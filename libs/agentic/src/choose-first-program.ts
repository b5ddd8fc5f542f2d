import { readProgram } from '@cure-ts/sampling'
import type { Agent } from './agent.ts'
import { outputDistance } from './output-distance.ts'
import { freely, type Thoughts } from './reflect-and-plan.ts'

const furtherAttempts = 8

/**
 * Writes a program by the best plan, and while it fails a public test up to eight more: one by the same plan, then by each in turn.
 * The one whose outputs are nearest to the expected ones is proposed.
 *
 * @returns null where no answer holds a program
 */
export async function chooseFirstProgram(agent: Agent, { reflection, plans }: Thoughts): Promise<string | null> {
  const tests = agent.publicTests
  let best: { readonly code: string, readonly distance: number } | null = null
  for (let attempt = 0; attempt <= furtherAttempts && best?.distance !== 0; attempt += 1) {
    const plan = plans[Math.max(0, attempt - 1) % plans.length]!
    const code = readProgram(await agent.askOnce('coder', 'solve-plan', { reflection, plan }, freely))
    if (code === null) continue
    const distance = await distanceOn(agent, code)
    if (best !== null && distance >= best.distance) continue
    best = { code, distance }
    agent.decide('first-program', { attempt, distance, tests: tests.length })
    agent.propose(code)
  }
  return best?.code ?? null
}

/** Over all public tests; 0 where it passes them. */
async function distanceOn(agent: Agent, code: string): Promise<number> {
  const tests = agent.publicTests
  if (tests.length === 0) return 0
  const { verdicts: [row], outputs: [printed] } = await agent.run([code], tests)
  // A comparison of the task's own may refuse what prints the same, and the other way round.
  return tests.reduce((sum, { output }, index) => sum + (row![index] === 'passed' ? 0 : Math.max(outputDistance(printed![index]!, output), 1e-9)), 0)
}
