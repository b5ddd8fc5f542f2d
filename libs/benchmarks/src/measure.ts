import { type Statistic } from '@cure-ts/records'
import { compareRules } from '@cure-ts/selection'
import { type BootstrapOptions, bootstrapMean } from './bootstrap-mean.ts'
import type { EvaluationResult } from './evaluation-result.ts'
import { figureTitles } from './figure-titles.ts'
import { testSizes } from './sizes.ts'
import { summarize } from './summarize.ts'
import { lengthFigures, type MeasuredTask, type NamedFigures, pairsAt, precisionFigures, type ReferenceCounts, referenceFigure, taskFigures } from './task-figures.ts'

/**
 * Every figure of an evaluation (arXiv 2506.03136, sections 3 and 4): per task, as the mean over the tasks that decide it with its
 * bootstrap interval over tasks, and pooled (the reference's way) where that is another number than the mean.
 */
export function measure(tasks: readonly MeasuredTask[], options: BootstrapOptions): Pick<EvaluationResult, 'counts' | 'shares' | 'figures' | 'pooled' | 'tasks'> & Required<Pick<EvaluationResult, 'selection'>> {
  const { counts, shares, pooled } = summarize(tasks.map(({ table }) => table), options)
  const perTask = tasks.map(taskFigures)
  return {
    counts,
    shares,
    figures: Object.fromEntries(Object.keys(figureTitles).map(name => [name, meanOf(perTask, name, options)])),
    pooled: {
      ...referenceFigure(addReferences(tasks)),
      ...pooled,
      ...lengthFigures(counts),
      ...precisionFigures(testSizes.map(size => [size, addPairs(tasks, size)])),
    },
    selection: compareRules(tasks.map(({ table: { taskId }, rules }) => ({ taskId, accuracies: rules })), { estimate: values => bootstrapMean(values, options), seed: options.seed }),
    tasks: tasks.map(({ table: { taskId, programTokens, testTokens, passed, origins } }, index) => ({
      taskId,
      figures: perTask[index]!,
      programTokens: programTokens.filter(tokens => tokens > 0),
      testTokens: testTokens.filter(tokens => tokens > 0), // Ground-truth tests have no response.
      table: { generatedTests: origins.filter(origin => origin === 'generated').length, rows: passed.map(row => row.map(cell => cell === null ? '?' : '.+'[cell]).join('')) },
    })),
  }
}

function meanOf(perTask: readonly NamedFigures[], name: string, options: BootstrapOptions): Statistic {
  return bootstrapMean(perTask.map(task => task[name] ?? null).filter(value => value !== null), options)
}

function addReferences(tasks: readonly MeasuredTask[]): ReferenceCounts {
  const known = tasks.map(({ reference }) => reference).filter(reference => reference !== null)
  return { decided: sum(known.map(({ decided }) => decided)), correct: sum(known.map(({ correct }) => correct)) }
}

function addPairs(tasks: readonly MeasuredTask[], size: number): ReturnType<typeof pairsAt> {
  const all = tasks.map(({ table }) => pairsAt(table, size))
  return { pairs: sum(all.map(({ pairs }) => pairs)), pairsOrdered: sum(all.map(({ pairsOrdered }) => pairsOrdered)) }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
