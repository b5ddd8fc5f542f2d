import { availableParallelism } from 'node:os'
import { renderMarkdown } from '@cure-ts/benchmarks'
import type { CureConfig } from '@cure-ts/pipeline'
import { duration } from '@cure-ts/trainer'
import type { ClaimResult, NotRun } from './claim-result.ts'
import { type Row, show } from './row.ts'

export interface ReportHead {
  /** That made it. */
  readonly command: string
  readonly config: CureConfig
  readonly seeds: readonly number[]
  /** Wall seconds of everything, once. */
  readonly seconds: number
  /** The folder of the pictures, from the report. */
  readonly plotFolder: string
}

/** Every claim beside what was measured, as Markdown. */
export function renderReport(outcomes: readonly (ClaimResult | NotRun)[], head: ReportHead): string {
  const rows = outcomes.flatMap(outcome => 'notRun' in outcome ? [[`${outcome.id}. ${outcome.statement}`, '', outcome.notRun, '', '-']] : claimRows(outcome))
  return [
    '# The claims of the paper, at desk scale\n',
    heading(outcomes, head),
    renderMarkdown(['claim', 'paper, and what has to hold', 'measured', '95% interval', 'holds'], rows),
    ...outcomes.map(outcome => 'notRun' in outcome ? `## ${outcome.id}. ${outcome.statement}\n\n${sentence(outcome.notRun)}\n` : section(outcome, head.plotFolder)),
  ].join('\n')
}

function heading(outcomes: readonly (ClaimResult | NotRun)[], { command, config, seeds, seconds }: ReportHead): string {
  const commits = [...new Set(outcomes.flatMap(outcome => 'notRun' in outcome ? [] : outcome.commits))]
  const { steps, tasksPerStep, evaluation: { limit }, sampling: { programs, tests } } = config
  return `Made by \`${command}\` at commit ${commits.join(', ') || '-'}: seeds ${seeds.join(', ')}, ${steps} steps of ${tasksPerStep} tasks with ${programs} programs and ${tests} tests each,
at most ${limit} tasks an evaluation. All runs and evaluations took ${duration(seconds)} on ${availableParallelism()} cores.

Intervals are over seeds and tasks: both are drawn with replacement (pigeonhole bootstrap, [arXiv 0712.1111](https://arxiv.org/abs/0712.1111)). Differences are taken task by task and
seed by seed, of evaluations at the same settings: temperature 1 where nothing else is said, the paper's where it says 0.8 / 0.95 / 40. A bar has to hold for the whole
interval. Controls are no part of a claim, but say how much of it another way brings. docs/metrics.md explains the figures.
`
}

function claimRows(result: ClaimResult): string[][] {
  const title = [`**${result.id}. ${result.statement}**`, '', '', '', judged(result)]
  return [title, ...result.rows.filter(row => row.holds !== null).map(cells)]
}

function judged({ rows, holds }: ClaimResult): string {
  const controls = rows.filter(row => row.isControl === true)
  const beaten = controls.filter(row => row.holds === true)
  return `**${holds ? 'yes' : 'no'}**${beaten.length < controls.length ? `; ${beaten.length} of ${controls.length} controls` : ''}`
}

function section({ id, statement, setting, rows, plots = {}, seconds }: ClaimResult, plotFolder: string): string {
  const pictures = Object.keys(plots).map(name => `\n![${name}](${plotFolder}/${plotName(id, name)}.svg)\n`).join('')
  const table = renderMarkdown(['', 'paper, and what has to hold', 'measured', '95% interval', 'holds', 'tasks'], rows.map(row => [...cells(row), String(row.measured?.tasks ?? 0)]))
  return `## ${id}. ${statement}\n\n${setting} Its runs and evaluations took ${duration(seconds)}.\n\n${table}${pictures}`
}

/** Without an ending. */
export function plotName(id: string, name: string): string {
  return `${id}-${name}`
}

function cells({ what, paper, unit, measured, holds }: Row): string[] {
  const verdict = holds === null ? '' : holds ? 'yes' : 'no'
  if (measured === null) return [what, paper, '-', '-', holds === null ? '' : 'undecided']
  const suffix = unit === '%' ? '%' : ` ${unit}`
  return [what, paper, show(measured.value, unit) + suffix, `${show(measured.low, unit)} to ${show(measured.high, unit)}`, verdict]
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
