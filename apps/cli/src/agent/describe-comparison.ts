import type { AgenticConfig } from '@cure-ts/agentic'
import { renderMarkdown } from '@cure-ts/benchmarks'
import type { Statistic } from '@cure-ts/records'
import { linePanel } from '../plots/line-panel.ts'
import type { Plot } from '../plots/render-svg.ts'
import type { ComparedRun } from './compare-runs.ts'

/** The comparison as a table, for a terminal or a report. */
export function describeComparison(runs: readonly ComparedRun[], tasks: number, { maxCalls, maxTokens, maxCost, maxSeconds, programs, tests }: AgenticConfig): string {
  const isPriced = runs.some(({ cost }) => (cost?.value ?? 0) > 0)
  const hasTesters = new Set(runs.map(({ tester }) => tester)).size > 1
  const rows = runs.map(run => [
    nameOf(run), percent(run.accuracy), difference(run.difference), ...hasTesters ? [difference(run.overFirstTester)] : [], figure(run.calls, 1), figure(run.tokens, 0),
    ...isPriced ? [figure(run.cost, 5)] : [], figure(run.seconds, 1), `${run.endedEarly}`,
  ])
  const limits = [`${maxCalls} calls`, `${maxTokens} tokens`, ...maxCost === null ? [] : [`$${maxCost}`], `${maxSeconds} s`].join(', ')
  return `${tasks} tasks, ${programs} programs and ${tests} tests each; every pipeline may use ${limits} a task. Means over tasks with 95% intervals; differences are paired, task by task.\n\n${
    renderMarkdown(['pipeline, tester', 'correct, %', 'less the first, points', ...hasTesters ? [`less ${runs[0]!.tester}, points`] : [], 'calls', 'tokens', ...isPriced ? ['$'] : [], 'seconds', 'ended early'], rows)}`
}

/** Accuracy by what it took, where a run asked for answers of its own. */
export function comparisonPlot(runs: readonly ComparedRun[]): Plot {
  const points = runs.flatMap(run => {
    const { accuracy, tokens, sharesAnswers } = run
    return accuracy === null || tokens === null || sharesAnswers ? [] : [{ series: nameOf(run), x: tokens.value, y: 100 * accuracy.value, low: 100 * accuracy.low, high: 100 * accuracy.high }]
  })
  return linePanel({
    title: 'Accuracy by tokens', xTitle: 'tokens a task, prompts and answers', yTitle: 'tasks solved, %', points, single: points.map(({ series }) => series),
  }) as unknown as Plot
}

const nameOf = ({ pipeline, rule, tester }: ComparedRun) => `${pipeline}${rule === null || rule === 'best-of-n' ? '' : ` by ${rule}`}, ${tester}`

const figure = (statistic: Statistic, digits: number) => statistic === null ? '-' : statistic.value.toFixed(digits)

function percent(statistic: Statistic): string {
  return statistic === null ? '-' : `${(100 * statistic.value).toFixed(1)} [${(100 * statistic.low).toFixed(1)}, ${(100 * statistic.high).toFixed(1)}]`
}

function difference(statistic: Statistic): string {
  if (statistic === null) return '-'
  return statistic.value === 0 && statistic.low === 0 && statistic.high === 0 ? '0' : `${statistic.value > 0 ? '+' : ''}${percent(statistic)}`
}
