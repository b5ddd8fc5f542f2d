import { readProgram } from '@cure-ts/sampling'
import type { Agent } from './agent.ts'
import type { AgenticConfig } from './agentic-config.ts'

interface Result {
  readonly input: string
  readonly output: string
  readonly verdict: string
  /** Null: it did not run to its end. */
  readonly printed: string | null
}

interface Chain {
  code: string | null
  results: readonly Result[]
  readonly attempts: { readonly code: string, readonly results: readonly Result[] }[]
}

/**
 * The candidates of S*: `programs` chains, each revised up to `rounds` - 1 times with its programs and what they did on the public
 * tests, until it passes all of these. A chain's last program is a candidate if it passes them all, or, where none does, as many
 * as any. Equal programs are one candidate.
 */
export async function reviseChains(agent: Agent, { programs, rounds }: AgenticConfig): Promise<string[]> {
  const chains = (await agent.writePrograms(programs)).map((code): Chain => ({ code, results: [], attempts: [] }))
  await runPublicTests(agent, chains)
  for (let round = 2; round <= rounds; round += 1) {
    const open = chains.filter(chain => failures(chain) > 0)
    if (open.length === 0) break
    const answers = await Promise.all(open.map(chain => agent.askOnce('coder', 'revise-program', { attempts: [...chain.attempts], chain: chains.indexOf(chain), round })))
    for (const [index, chain] of open.entries()) chain.code = readProgram(answers[index]!) ?? chain.code
    await runPublicTests(agent, open)
    agent.decide('revise', { round, chains: open.map(chain => chains.indexOf(chain)), failures: open.map(failures) })
  }
  const readable = chains.filter(({ code }) => code !== null)
  const fewest = Math.min(...readable.map(failures))
  return [...new Set(readable.filter(chain => failures(chain) === fewest).map(({ code }) => code!))]
}

async function runPublicTests(agent: Agent, chains: readonly Chain[]): Promise<void> {
  const tests = agent.publicTests
  if (tests.length === 0) return
  const { verdicts, outputs } = await agent.run(chains.map(({ code }) => code), tests)
  for (const [row, chain] of chains.entries()) {
    chain.results = tests.map((test, column) => ({ ...test, verdict: verdicts[row]![column]!, printed: outputs[row]![column]! }))
    if (chain.code !== null && chain.code !== chain.attempts.at(-1)?.code) chain.attempts.push({ code: chain.code, results: chain.results })
  }
}

/** Public tests that its program is known to fail. */
function failures({ results }: Chain): number {
  return results.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'missing').length
}
