import type { Agent } from './agent.ts'
import type { AgenticConfig } from './agentic-config.ts'
import { compareByCode, compareByOutputs, type Wins } from './compare-programs.ts'
import { readInputs } from './read-answers.ts'

/**
 * The selection of S*: programs are clustered by what they print on each of a few written inputs; every two clusters are compared by
 * one program each, and the cluster with the most wins, if it is the only one, gives each of its programs a point. Where no input gives a point
 * the programs are compared by their code alone.
 *
 * At most `maxPairs` comparisons in all, of up to three calls each.
 *
 * @returns one number a candidate
 */
export async function rankByDifferences(agent: Agent, candidates: readonly string[], { maxPairs }: AgenticConfig): Promise<number[]> {
  const points = candidates.map(() => 0)
  const inputs = readInputs(await agent.askOnce('tester', 'write-inputs', {}))
  const { outputs } = await agent.run(candidates, inputs.map(input => ({ input, output: '' })))
  let left = maxPairs
  for (const input of inputs.keys()) {
    const clusters = clustersOf(outputs.map(row => row[input]!))
    const pairs = pairsOf(clusters.length).slice(0, left)
    left -= pairs.length
    const wins = await playPairs(pairs, clusters.length, (a, b) => compareByOutputs(agent, [candidates[clusters[a]![0]!]!, candidates[clusters[b]![0]!]!]))
    const most = Math.max(...wins, 0)
    const winners = wins.flatMap((won, cluster) => won === most && most > 0 ? [cluster] : [])
    if (winners.length === 1) for (const program of clusters[winners[0]!]!) points[program] = points[program]! + 1
  }
  if (points.some(point => point > 0)) return points
  return playPairs(pairsOf(candidates.length).slice(0, left), candidates.length, (a, b) => compareByCode(agent, [candidates[a]!, candidates[b]!]))
}

/** Rows by equal output, whitespace collapsed; those that did not run to their end are in none. */
function clustersOf(outputs: readonly (string | null)[]): number[][] {
  const clusters = new Map<string, number[]>()
  for (const [program, output] of outputs.entries()) {
    if (output === null) continue
    const key = output.trim().replaceAll(/\s+/g, ' ')
    clusters.set(key, [...clusters.get(key) ?? [], program])
  }
  return [...clusters.values()]
}

function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, a) => Array.from({ length: count - a - 1 }, (_each, offset): [number, number] => [a, a + 1 + offset])).flat()
}

/** Each player's sum of what it won. */
async function playPairs(pairs: readonly [number, number][], players: number, play: (a: number, b: number) => Promise<Wins>): Promise<number[]> {
  const wins = Array.from({ length: players }, () => 0)
  const results = await Promise.all(pairs.map(([a, b]) => play(a, b)))
  for (const [index, [a, b]] of pairs.entries()) {
    wins[a] = wins[a]! + results[index]![0]
    wins[b] = wins[b]! + results[index]![1]
  }
  return wins
}
