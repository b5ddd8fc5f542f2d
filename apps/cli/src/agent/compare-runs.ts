import type { AgentEnd } from '@cure-ts/agentic'
import { bootstrapMean } from '@cure-ts/benchmarks'
import type { Statistic } from '@cure-ts/records'

/** A pipeline with a tester, and how each task ended. */
export interface PipelineRun {
  readonly pipeline: string
  /** By which it chose; null: it goes by no rule. */
  readonly rule: string | null
  readonly tester: string
  /** It chose by the answers that a run before it had asked for, so that its time says nothing. */
  readonly sharesAnswers: boolean
  readonly ends: readonly AgentEnd[]
}

/** Means over tasks with their intervals; tokens are those of prompts and answers. */
export interface ComparedRun {
  readonly pipeline: string
  readonly rule: string | null
  readonly tester: string
  readonly sharesAnswers: boolean
  /** Over tasks of which it is known whether the chosen program is correct. */
  readonly accuracy: Statistic
  /** This accuracy less that of the first run, task by task. */
  readonly difference: Statistic
  /** This accuracy less that of the same pipeline and rule with the first tester, task by task. */
  readonly overFirstTester: Statistic
  readonly calls: Statistic
  readonly tokens: Statistic
  /** Dollars, where prices are known. */
  readonly cost: Statistic
  /** Wall time; null where answers are shared. */
  readonly seconds: Statistic
  /** Tasks that a limit or a failure ended. */
  readonly endedEarly: number
}

/** Runs on the same tasks beside each other, the first as the one to compare with: a paired bootstrap over tasks. */
export function compareRuns(runs: readonly PipelineRun[], seed: number): ComparedRun[] {
  const mean = (values: readonly number[]) => bootstrapMean(values, { seed })
  const less = (ends: PipelineRun['ends'], others: PipelineRun['ends']) => {
    const byTask = new Map(others.map(({ taskId, correct }) => [taskId, correct]))
    return mean(ends.flatMap(({ taskId, correct }) => {
      const other = byTask.get(taskId) ?? null
      return correct === null || other === null ? [] : Number(correct) - Number(other)
    }))
  }
  return runs.map(({ pipeline, rule, tester, sharesAnswers, ends }) => ({
    pipeline,
    rule,
    tester,
    sharesAnswers,
    accuracy: mean(ends.flatMap(({ correct }) => correct === null ? [] : Number(correct))),
    difference: less(ends, runs[0]!.ends),
    overFirstTester: less(ends, runs.find(run => run.pipeline === pipeline && run.rule === rule)!.ends),
    calls: mean(ends.map(({ calls }) => calls)),
    tokens: mean(ends.map(({ promptTokens, tokens }) => promptTokens + tokens)),
    cost: mean(ends.map(({ cost }) => cost)),
    seconds: sharesAnswers ? null : mean(ends.map(({ seconds }) => seconds)),
    endedEarly: ends.filter(({ endedBy }) => endedBy !== 'done').length,
  }))
}
