import type { AgentEnd } from '@cure-ts/agentic'
import { bootstrapMean } from '@cure-ts/benchmarks'

/** What a pipeline reached and what it took, in a few lines. */
export function describeEnds(ends: readonly AgentEnd[], seed: number): string {
  const decided = ends.flatMap(({ correct }) => correct === null ? [] : Number(correct))
  const accuracy = bootstrapMean(decided, { seed })
  const each = (name: 'calls' | 'promptTokens' | 'tokens' | 'seconds' | 'cost', digits = 1) => (ends.reduce((sum, end) => sum + end[name], 0) / Math.max(1, ends.length)).toFixed(digits)
  const early = ends.filter(({ endedBy }) => endedBy !== 'done')
  const percent = (share: number) => (100 * share).toFixed(1)
  return [
    `${ends.length} tasks${accuracy === null ? '' : `, ${percent(accuracy.value)}% correct [${percent(accuracy.low)}, ${percent(accuracy.high)}]`}.`,
    `A task took ${each('calls')} calls, ${each('promptTokens')} prompt tokens, ${each('tokens')} answer tokens, ${each('seconds')} s${ends.some(({ cost }) => cost > 0) ? `, $${each('cost', 4)}` : ''}.`,
    ...early.length === 0 ? [] : [`${early.length} tasks ended early: ${[...new Set(early.map(({ endedBy }) => endedBy))].join(', ')}.`],
  ].map(line => `${line}\n`).join('')
}
