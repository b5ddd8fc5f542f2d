import type { Agent } from './agent.ts'
import { readInputs, readPreference } from './read-answers.ts'

/** What each of two programs wins by a comparison. */
export type Wins = readonly [number, number]

interface Case {
  readonly input: string
  /** Of both programs; null: it did not run to its end. */
  readonly outputs: readonly (string | null)[]
}

/** Compares two programs by what they print on up to three inputs that one call writes to tell them apart. */
export async function compareByOutputs(agent: Agent, programs: readonly [string, string]): Promise<Wins> {
  const inputs = readInputs(await agent.askOnce('tester', 'write-inputs', { first: programs[0], second: programs[1] })).slice(0, 3)
  const { outputs } = await agent.run(programs, inputs.map(input => ({ input, output: '' })))
  return judgeTwice(agent, programs, inputs.map((input, column) => ({ input, outputs: outputs.map(row => row[column]!) })))
}

/** Compares two programs by their code alone. */
export function compareByCode(agent: Agent, programs: readonly [string, string]): Promise<Wins> {
  return judgeTwice(agent, programs, [])
}

/** Judges see the programs in both orders, and only what they say both times counts: 1 to the winner, or a half each for two ties. */
async function judgeTwice(agent: Agent, [first, second]: readonly [string, string], cases: readonly Case[]): Promise<Wins> {
  const judge = async (variables: Readonly<Record<string, unknown>>) => readPreference(await agent.askOnce('tester', 'judge', variables))
  const shown = (a: number, b: number) => cases.map(({ input, outputs }) => ({ input, printed: [{ name: 'A', output: outputs[a] }, { name: 'B', output: outputs[b] }] }))
  const [straight, swapped] = await Promise.all([
    judge({ first, second, cases: shown(0, 1) }),
    judge({ first: second, second: first, cases: shown(1, 0) }),
  ])
  if (straight === 'A' && swapped === 'B') return [1, 0]
  if (straight === 'B' && swapped === 'A') return [0, 1]
  return straight === 'tie' && swapped === 'tie' ? [0.5, 0.5] : [0, 0]
}
