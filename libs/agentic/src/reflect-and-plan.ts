import type { Agent, UnitTest } from './agent.ts'
import { readChoice, readPlans, readTests } from './read-answers.ts'

export interface Thoughts {
  readonly reflection: string
  /** The best first; at least one. */
  readonly plans: readonly string[]
}

/** Plans and code are sampled a little more freely than the rest. */
export const [sober, freely] = [0.2, 0.3]

const mostTries = 3
const [mostPlans, mostTests] = [3, 6]

/** Reflects on the problem and its public tests, makes up to three plans, and chooses the simplest that is sound. */
export async function reflectAndPlan(agent: Agent): Promise<Thoughts> {
  const reflection = await untilRead(() => agent.askOnce('coder', 'reflect', { tests: agent.publicTests }, sober), text => text.trim() === '' ? null : text) ?? ''
  const plans = await untilRead(() => agent.askOnce('coder', 'plans', { reflection }, freely), text => readPlans(text, mostPlans)) ?? [reflection]
  if (plans.length === 1) return { reflection, plans }
  const best = await untilRead(() => agent.askOnce('coder', 'choose-plan', { reflection, plans }, sober), text => readChoice(text, plans.length)) ?? 0
  agent.decide('plan', { plans: plans.length, best })
  return { reflection, plans: [plans[best]!, ...plans.filter((_, index) => index !== best)] }
}

/** Up to six tests, from easy to hard. */
export async function writeHardTests(agent: Agent, { reflection }: Thoughts): Promise<UnitTest[]> {
  const ask = () => agent.askOnce('tester', 'hard-tests', { reflection, tests: agent.publicTests }, sober)
  return await untilRead(ask, text => readTests(text, mostTests)) ?? []
}

/** What the first answer says that can be read; null where none of three can. */
async function untilRead<T>(ask: () => Promise<string>, read: (text: string) => T | null): Promise<T | null> {
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const said = read(await ask())
    if (said !== null) return said
  }
  return null
}
