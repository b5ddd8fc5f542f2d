import type { EvaluationResult, SamplingSettings } from './evaluation-result.ts'
import type { PublishedRow } from './published-rows.ts'
import { renderMarkdown } from './render-markdown.ts'
import { dataOf, nameOf, type ReportTable } from './report-table.ts'
import { plain } from './show-figure.ts'

type RowSettings = Pick<SamplingSettings, 'temperature' | 'topP' | 'topK' | 'maxGroundTruthTests'>

/** Results and published ones, in percent. */
export interface Beside {
  readonly table: ReportTable
  /** Sentences: what keeps them from being compared, where something does, and where the published ones stand. */
  readonly notes: readonly string[]
}

/**
 * Results beside published ones, each by the reference's way of counting: pooled, unreadable tests left out. Where task files are named like datasets of the rows, only
 * those datasets' rows and results are shown.
 *
 * @param always where no task file is named like one: all rows, rather than nothing
 */
export function besidePublished(results: readonly EvaluationResult[], rows: readonly PublishedRow[], always: boolean): Beside | null {
  const datasets = new Set(rows.map(({ dataset }) => dataset.toLowerCase()))
  const named = results.filter(result => datasets.has(dataOf(result).toLowerCase()))
  const names = new Set(named.map(result => dataOf(result).toLowerCase()))
  const shown = named.length > 0 ? rows.filter(({ dataset }) => names.has(dataset.toLowerCase())) : always ? rows : []
  if (shown.length === 0) return null
  const ours = named.length > 0 ? named : results
  const isLike = ours.every(({ settings }) => shown.every(row => settingsText(row) === settingsText(settings)))
  return {
    table: {
      title: 'Beside published results, %, pooled over tasks',
      header: ['model', 'data', 'unit tests', 'code', 'best of 16 by 16', 'sampling'],
      rows: [
        ...ours.map(ownRow),
        ...shown.map(row => [row.model, row.dataset, row.unitTestAccuracy.toFixed(1), row.codeAccuracy.toFixed(1), row.bestOfN.toFixed(1), settingsText(row)]),
      ],
    },
    notes: [
      ...isLike ? [] : ['Not to be compared: the sampling or the ground-truth tests differ (the paper\'s: --temperature 0.8 --top-p 0.95 --top-k 40 --max-ground-truth-tests 8).'],
      `Published: ${[...new Set(shown.map(({ source }) => source))].join(', ')}.`,
    ],
  }
}

/** The same as Markdown. */
export function renderBeside({ table: { title, header, rows }, notes }: Beside): string {
  return `${title}\n\n${renderMarkdown(header, rows)}\n${notes.join('\n')}\n`
}

function ownRow(result: EvaluationResult): string[] {
  const { pooled, figures, settings } = result
  return [
    nameOf(result), dataOf(result), plain(pooled['readableTestAccuracy'], '%'), plain(pooled['codeAccuracy'], '%'), plain(figures['bestOf16x16']?.value, '%'), settingsText(settings),
  ]
}

const settingsText = ({ temperature, topP, topK, maxGroundTruthTests }: RowSettings) =>
  `T ${temperature}, top-p ${topP}, top-k ${topK === 0 ? 'all' : topK}, ${maxGroundTruthTests ?? 'all'} truth tests`
