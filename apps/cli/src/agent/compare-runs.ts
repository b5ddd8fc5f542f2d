import type { AgentEnd } from '@cure-ts/agentic'
import { bootstrapMean } from '@cure-ts/benchmarks'
import type { Statistic } from '@cure-ts/records'

/** A pipeline with a tester, and how each task ended. */
export interface PipelineRun {
  readonly pipeline: string
  readonly tester: string
  readonly ends: readonly AgentEnd[]
}

/** Means over tasks with their intervals; tokens are those of prompts and answers. */
export interface ComparedRun {
  readonly pipeline: string
  readonly tester: string
  /** Over tasks of which it is known whether the chosen program is correct. */
  readonly accuracy: Statistic
  /** This accuracy less that of the first run, task by task. */
  readonly difference: Statistic
  readonly calls: Statistic
  readonly tokens: Statistic
  /** Dollars, where prices are known. */
  readonly cost: Statistic
  readonly seconds: Statistic
  /** Tasks that a limit or a failure ended. */
  readonly endedEarly: number
}

/** Runs on the same tasks beside each other, the first as the one to compare with: a paired bootstrap over tasks. */
export function compareRuns(runs: readonly PipelineRun[], seed: number): ComparedRun[] {
  const mean = (values: readonly number[]) => bootstrapMean(values, { seed })
  const first = new Map(runs[0]?.ends.map(({ taskId, correct }) => [taskId, correct]))
  return runs.map(({ pipeline, tester, ends }) => ({
    pipeline,
    tester,
    accuracy: mean(ends.flatMap(({ correct }) => correct === null ? [] : Number(correct))),
    difference: mean(ends.flatMap(({ taskId, correct }) => {
      const other = first.get(taskId) ?? null
      return correct === null || other === null ? [] : Number(correct) - Number(other)
    })),
    calls: mean(ends.map(({ calls }) => calls)),
    tokens: mean(ends.map(({ promptTokens, tokens }) => promptTokens + tokens)),
    cost: mean(ends.map(({ cost }) => cost)),
    seconds: mean(ends.map(({ seconds }) => seconds)),
    endedEarly: ends.filter(({ endedBy }) => endedBy !== 'done').length,
  }))
}
