import type { EvaluationResult } from './evaluation-result.ts'
import { groupFigures, groupTasks, hardestTasks } from './group-tasks.ts'
import { renderMarkdown } from './render-markdown.ts'
import type { Beside } from './render-published.ts'
import { type MeasuredRules, measuredRulesOf, rulesSentences, rulesTable } from './render-rules.ts'
import { dataOf, nameOf, type ReportTable } from './report-table.ts'
import { plain, withInterval } from './show-figure.ts'
import { programSizes, testSizes } from './sizes.ts'

/** So many tasks and groups are shown. */
export const shownTasks = 10
const shownGroups = 20

const columns = [
  ['unit tests, by solution', 'referenceTestAccuracy'], ['unit tests, p_u', 'unitTestAccuracy'], ['code', 'codeAccuracy'], ['best of N', 'bestOfN'], ['mu', 'mu'],
] as const

/** Of each its model and its data, with a number behind where an earlier one is called the same: no two are alike. */
export function headingsOf(results: readonly EvaluationResult[]): string[] {
  const names = results.map(result => `${nameOf(result)} on ${dataOf(result)}`)
  return names.map((name, index) => {
    const earlier = names.slice(0, index).filter(other => other === name).length
    return earlier === 0 ? name : `${name} (${earlier + 1})`
  })
}

/** All results side by side: each figure in percent with its 95% interval over tasks, lengths in tokens. */
export function overviewTable(results: readonly EvaluationResult[]): ReportTable {
  return {
    title: 'Results, %, with 95% intervals over tasks',
    header: ['model', 'data', 'tasks', 'n x m', ...columns.map(([title]) => title), 'program tokens', 'test tokens', 'dollars'],
    rows: results.map(result => {
      const { tasks, settings: { programs, tests }, figures, usage } = result
      const dollars = usage === undefined || usage.paid.dollars === null || usage.cached.dollars === null ? '-' : (usage.paid.dollars + usage.cached.dollars).toFixed(2)
      return [
        nameOf(result), dataOf(result), String(tasks.length), `${programs} x ${tests}`, ...columns.map(([, name]) => withInterval(figures[name], '%')),
        plain(figures['programTokens']?.value, 'tokens'), plain(figures['testTokens']?.value, 'tokens'), dollars,
      ]
    }),
  }
}

/** Best-of-N at every size. */
export function bestOfNTable({ figures }: Pick<EvaluationResult, 'figures'>): ReportTable {
  return {
    title: 'Best-of-N accuracy, %: the first programs (down), chosen by the first tests (across)',
    header: ['programs', ...testSizes.map(tests => `${tests} test${tests === 1 ? '' : 's'}`)],
    rows: programSizes
      .map(programs => [String(programs), ...testSizes.map(tests => plain(figures[`bestOf${programs}x${tests}`]?.value, '%'))])
      .filter(([, ...cells]) => cells.some(cell => cell !== '-')),
  }
}

/** By difficulty, and by tag, where the data set says them. */
export function groupTables(result: EvaluationResult): ReportTable[] {
  return (['difficulty', 'tags'] as const).flatMap(by => {
    const groups = groupTasks(result, by, { seed: result.seed })
    if (groups.length === 0) return []
    const shown = groups.slice(0, shownGroups)
    const left = groups.length - shown.length
    return [{
      title: `By ${by === 'tags' ? 'tag' : by}, %${left > 0 ? ` (the first ${shownGroups}, ${left} more)` : ''}`,
      header: [by === 'tags' ? 'tag' : by, 'tasks', ...columns.map(([title]) => title)],
      rows: shown.map(({ name, tasks, figures }) => [name, String(tasks), ...groupFigures.map(figure => withInterval(figures[figure], '%'))]),
    }]
  })
}

/** What keeps results from being compared: other tasks, or other settings. Null: nothing. */
export function differenceOf(results: readonly EvaluationResult[]): string | null {
  const [first, ...others] = results
  if (first === undefined || others.length === 0) return null
  const names = Object.keys(Object.assign({}, ...results.map(({ settings }) => settings)) as object) as (keyof EvaluationResult['settings'])[]
  const different = [
    ...others.some(({ tasksDigest }) => tasksDigest !== first.tasksDigest) ? ['tasks'] : [],
    ...names.filter(name => others.some(({ settings }) => settings[name] !== first.settings[name])),
  ]
  return different.length === 0 ? null : `Not to be compared with each other: these results differ in ${different.join(', ')}.`
}

/**
 * The report of results as Markdown.
 *
 * @param beside published results, where some are to stand beside them
 */
export function renderReport(results: readonly EvaluationResult[], beside: Beside | null = null): string {
  const table = ({ title, header, rows }: ReportTable, level: string) => `${level} ${title}\n\n${renderMarkdown(header.map(harmless), rows.map(row => row.map(harmless)))}`
  const difference = differenceOf(results)
  const headings = headingsOf(results)
  return [
    '# Evaluation\n',
    table(overviewTable(results), '##'),
    ...difference === null ? [] : [`${difference}\n`],
    ...beside === null ? [] : [table(beside.table, '##'), `${beside.notes.map(harmless).join('\n')}\n`],
    ...results.flatMap((result, index) => [
      `## ${harmless(headings[index]!)}\n`,
      `${harmless(settingsOf(result))}\n`,
      table(bestOfNTable(result), '###'),
      ...rulesPart(measuredRulesOf(result), table),
      ...groupTables(result).map(each => table(each, '###')),
      '### Hardest tasks\n',
      ...hardestTasks(result, shownTasks).map(task => `${harmless(task.taskId)}: ${taskLine(task)}\n${renderRows(task)}`),
    ]),
  ].join('\n')
}

function rulesPart(rules: MeasuredRules | null, table: (shown: ReportTable, level: string) => string): string[] {
  return rules === null ? [] : [table(rulesTable(rules), '###'), `${rulesSentences(rules).map(harmless).join('\n')}\n`]
}

/** How a result was made, in a sentence. */
export function settingsOf({ taskFiles, tasks, settings: s, seed }: EvaluationResult): string {
  return `${tasks.length} tasks of ${taskFiles.join(', ')}; ${s.programs} programs and ${s.tests} tests each at temperature ${s.temperature}, top-p ${s.topP}, top-k ${s.topK === 0 ? 'all' : s.topK}${
    s.reasoningEffort === undefined ? '' : `, reasoning effort ${s.reasoningEffort}`}; ${s.maxGroundTruthTests === null ? 'all' : `the first ${s.maxGroundTruthTests}`} ground-truth tests; seed ${seed}.`
}

/** A task's figures in a line. */
export function taskLine({ figures }: EvaluationResult['tasks'][number]): string {
  const share = (name: string) => (figures[name] ?? null) === null ? 'unknown' : `${plain(figures[name], '%')}%`
  const best = figures['bestOfN'] ?? null
  return `right programs ${share('codeAccuracy')}, right tests ${share('unitTestAccuracy')}, best of N ${best === null ? 'unknown' : best === 1 ? 'right' : 'wrong'}.`
}

/** A program a line; ground truth stands right of the bar. */
function renderRows({ table }: EvaluationResult['tasks'][number]): string {
  if (table === undefined) return ''
  return `\n${table.rows.map(row => `    ${row.slice(0, table.generatedTests)}|${row.slice(table.generatedTests)}\n`).join('')}`
}

/** Names come from files and servers: they must not end a cell or a line. */
function harmless(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
