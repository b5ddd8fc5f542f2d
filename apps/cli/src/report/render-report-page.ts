import {
  type Beside, bestOfNTable, differenceOf, type EvaluationResult, groupTables, hardestTasks, headingsOf, measuredRulesOf, overviewTable, type ReportTable, rulesSentences, rulesTable, settingsOf, shownTasks, taskLine,
} from '@cure-ts/benchmarks'
import { escapeHtml, htmlPage } from '../html-page.ts'
import { renderSvg, type Plot } from '../plots/render-svg.ts'
import { resultPlots } from '../plots/result-plots.ts'
import { bestOfNCurves, comparedCurves } from './best-of-n-curves.ts'

const style = `
  table.figures { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; margin: .5rem 0 1.5rem; }
  table.figures th, table.figures td { border-bottom: 1px solid var(--line); padding: .25rem .7rem; text-align: right; white-space: nowrap; }
  table.figures tr > :first-child { text-align: left; white-space: normal; } table.figures small { opacity: .65; display: block; }
  .scroll { overflow-x: auto; } .plots img { max-width: 100%; vertical-align: top; margin: .5rem 1rem .5rem 0; border-radius: 6px; }
  .warning { border-left: 4px solid #d9534f; padding-left: .8rem; } h3 { margin-top: 2rem; }
  table.grid td.passed { background: #2e9e5b; } table.grid td.failed { background: #d9534f; } table.grid td.missing { background: #8885; }
`
/** So many of the hardest tasks are unfolded. */
const openTasks = 3
const cells = { '+': ['passed', ''], '.': ['failed', '.'], '?': ['missing', '?'] } as const

/** Results as one page that needs nothing else: figures with intervals, Best-of-N as maps and curves, parts of the data sets, and the tables of the hardest tasks; beside published results, where some are given. */
export async function renderReportPage(results: readonly EvaluationResult[], beside: Beside | null): Promise<string> {
  const difference = differenceOf(results)
  const headings = headingsOf(results)
  const compared = results.length < 2 ? '' : `<div class="plots">${await picture(comparedCurves(results), 'Best-of-N accuracy of all results by number of tests')}</div>`
  const sections: string[] = []
  for (const [index, result] of results.entries()) sections.push(await renderResultSection(result, headings[index]!, index))
  const contents = results.length < 2 ? '' : `<ul>${headings.map((heading, index) => `<li><a href="#result-${index}">${escapeHtml(heading)}</a></li>`).join('')}</ul>`
  return htmlPage('Evaluation', `${renderTable(overviewTable(results))}
${difference === null ? '' : `<p class="warning">${escapeHtml(difference)}</p>`}${compared}${beside === null ? '' : renderBeside(beside)}${contents}
${sections.join('\n')}`, style)
}

async function renderResultSection(result: EvaluationResult, heading: string, index: number): Promise<string> {
  const hardest = hardestTasks(result, shownTasks)
  return `<section id="result-${index}"><h2>${escapeHtml(heading)}</h2>
<p>${escapeHtml(settingsOf(result))}</p>
<div class="plots">${await picture(resultPlots(result)['best-of-n']!, 'Best-of-N accuracy by number of programs and tests')}${await picture(bestOfNCurves(result), 'Best-of-N accuracy by number of tests')}</div>
<details><summary>Best-of-N as a table</summary>${renderTable(bestOfNTable(result))}</details>
${renderRules(result)}
${groupTables(result).map(renderTable).join('\n')}
${hardest.length === 0 ? '' : `<h3>Hardest tasks</h3><p>A program a row, a test a column; ground truth stands right of the bar. <span class="correct">Correct</span> programs pass all of it.</p><p class="legend"><span><i style="background:#2e9e5b"></i>passed</span><span><i style="background:#d9534f"></i>failed</span><span><i style="background:#8885"></i>not known</span></p>${hardest.map((task, rank) => renderHardTask(task, rank < openTasks)).join('\n')}`}
</section>`
}

function renderBeside({ table, notes }: Beside): string {
  return `${renderTable(table)}<p>${notes.map(escapeHtml).join('<br>')}</p>`
}

function renderRules(result: EvaluationResult): string {
  const rules = measuredRulesOf(result)
  return rules === null ? '' : `${renderTable(rulesTable(rules))}<p>${rulesSentences(rules).map(escapeHtml).join('<br>')}</p>`
}

/** A picture of its own: in the page itself its names could be another's. */
async function picture(plot: Plot, alternative: string): Promise<string> {
  return `<img alt="${escapeHtml(alternative)}" src="data:image/svg+xml;base64,${Buffer.from(await renderSvg(plot)).toString('base64')}">`
}

function renderTable({ title, header, rows }: ReportTable): string {
  const row = (tag: 'th' | 'td', texts: readonly string[]) => `<tr>${texts.map(text => `<${tag}>${intervalBelow(escapeHtml(text))}</${tag}>`).join('')}</tr>`
  return `<h3>${escapeHtml(title)}</h3><div class="scroll"><table class="figures"><thead>${row('th', header)}</thead><tbody>${rows.map(each => row('td', each)).join('\n')}</tbody></table></div>`
}

const intervalBelow = (figure: string) => figure.replace(/^([-+]?[\d.]+) (\[[-+\d., ]+\])$/, '$1<small>$2</small>')

function renderHardTask(task: EvaluationResult['tasks'][number], isOpen: boolean): string {
  const { taskId, question, difficulty, tags = [], table } = task
  const labels = [...difficulty === undefined ? [] : [difficulty], ...tags].join(', ')
  return `<details${isOpen ? ' open' : ''}><summary><b>${escapeHtml(taskId)}</b>${labels === '' ? '' : ` (${escapeHtml(labels)})`}: ${escapeHtml(taskLine(task))}</summary>
${question === undefined ? '' : `<pre>${escapeHtml(question)}</pre>`}${table === undefined ? '' : renderGrid(table)}</details>`
}

function renderGrid({ generatedTests, rows }: NonNullable<EvaluationResult['tasks'][number]['table']>): string {
  const line = (row: string, program: number) => {
    const truth = row.slice(generatedTests)
    const isCorrect = truth.includes('.') ? 'wrong' : truth === '' || truth.includes('?') ? 'unknown' : 'correct'
    const marks = Array.from(row, (mark, test) => {
      const [name, shown] = cells[mark as keyof typeof cells] ?? cells['?']
      // A mark beside the colour, for those who do not see it.
      return `<td class="${name}${test === generatedTests ? ' truth' : ''}" title="program ${program + 1}, ${test < generatedTests ? `test ${test + 1}` : `ground truth ${test - generatedTests + 1}`}: ${name}">${shown}</td>`
    })
    return `<tr><th class="${isCorrect}">${program + 1}</th>${marks.join('')}</tr>`
  }
  const groundTruth = (rows[0]?.length ?? 0) - generatedTests
  const heads = [['generated tests', generatedTests], ['ground truth', groundTruth]] as const
  const header = heads.map(([title, columns]) => columns > 0 ? `<th colspan="${columns}">${title}</th>` : '').join('')
  return `<div class="scroll"><table class="grid"><thead><tr><th></th>${header}</tr></thead><tbody>${rows.map(line).join('\n')}</tbody></table></div>`
}
