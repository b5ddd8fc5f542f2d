import type { EvaluationResult } from './evaluation-result.ts'
import { figureTitles } from './figure-titles.ts'
import { renderMarkdown } from './render-markdown.ts'
import { bestOfNTable } from './render-report.ts'
import { measuredRulesOf, renderRules } from './render-rules.ts'
import { plain, withInterval } from './show-figure.ts'
import { passSizes, testSizes } from './sizes.ts'

const mainFigures = [
  'referenceTestAccuracy', 'unitTestAccuracy', 'codeAccuracy', 'bestOfN', 'p01', 'p00', 'mu', 'precision', 'bound',
  ...passSizes.map(k => `passAt${k}`), 'programTokens', 'testTokens',
]

/** A result as Markdown that reads as plain text: what was measured, the figures, Best-of-N by size, the rules of selection, reward precision by size, and what the responses were like. */
export function renderResult(result: EvaluationResult): string {
  const rules = measuredRulesOf(result)
  return [heading(result), mainTable(result), renderBestOfN(result), ...rules === null ? [] : [renderRules(rules)], precisionTable(result), responseTable(result)].join('\n')
}

function heading({ model, tester, taskFiles, tasks, settings: s, seed, seconds, usage }: EvaluationResult): string {
  return `${model}${tester === undefined ? '' : `, tests by ${tester},`} on ${tasks.length} tasks of ${taskFiles.join(', ')}, ${s.programs} programs and ${s.tests} tests each, in ${seconds.toFixed(0)} s.
Sampled at temperature ${s.temperature}, top-p ${s.topP}, top-k ${s.topK === 0 ? 'all' : s.topK}${s.reasoningEffort === undefined ? '' : `, reasoning effort ${s.reasoningEffort}`}, at most ${s.maxProgramTokens} tokens a program and ${s.maxTestTokens} a test, seed ${seed};
judged by ${s.maxGroundTruthTests === null ? 'all' : `the first ${s.maxGroundTruthTests}`} ground-truth tests. Means over the tasks that decide a figure, with 95% bootstrap intervals over tasks.
${usage === undefined ? '' : `${renderAsked('Asked', usage.paid)} ${renderAsked('From the cache', usage.cached)}\n`}`
}

/** One sentence. */
function renderAsked(title: string, { requests, answers, promptTokens, completionTokens, dollars }: NonNullable<EvaluationResult['usage']>['paid']): string {
  return `${title}: ${answers} answers to ${requests} requests, ${promptTokens} prompt and ${completionTokens} completion tokens, ${dollars === null ? 'price not known' : `$${dollars.toFixed(4)}`}.`
}

/** A figure that no task decides is left out where the data set or the number of samples has no way to decide it. */
function mainTable({ figures, pooled }: EvaluationResult): string {
  const rows = mainFigures
    .filter(name => figures[name] !== null || !/^(passAt|referenceTest)/.test(name))
    .map(name => {
      const { title, unit } = figureTitles[name]!
      return [title, withInterval(figures[name], unit), plain(pooled[name], unit), String(figures[name]?.tasks ?? 0)]
    })
  rows.splice(rows.findIndex(([title]) => title === figureTitles['unitTestAccuracy']!.title) + 1, 0,
    ['  the same, unreadable tests left out', '-', plain(pooled['readableTestAccuracy'], '%'), '-'])
  return renderMarkdown(['%', 'mean [95% interval]', 'pooled', 'tasks'], rows)
}

function renderBestOfN(result: EvaluationResult): string {
  const { title, header, rows } = bestOfNTable(result)
  return `${title}\n\n${renderMarkdown(header, rows)}`
}

function precisionTable({ figures, pooled }: EvaluationResult): string {
  const rows = testSizes.filter(tests => (figures[`precisionAt${tests}`] ?? null) !== null).map(tests => [
    String(tests), withInterval(figures[`precisionAt${tests}`], '%'), plain(pooled[`precisionAt${tests}`], '%'), withInterval(figures[`boundAt${tests}`], '%'),
  ])
  return `Reward precision, %: a correct program passes more of the first tests than a wrong one; at least 1 - exp(-mu^2 m / 2)\n\n${
    renderMarkdown(['tests m', 'measured [95% interval]', 'pooled', 'at least, by mu'], rows)}`
}

function responseTable({ shares: s }: EvaluationResult): string {
  const percent = (value: number) => plain(value, '%')
  return `Responses, %\n\n${renderMarkdown(['', 'unreadable', 'truncated', 'duplicate', 'copied'], [
    ['programs', percent(s.unreadablePrograms), percent(s.truncatedPrograms), percent(s.duplicatePrograms), '-'],
    ['tests', percent(s.unreadableTests), percent(s.truncatedTests), percent(s.duplicateTests), percent(s.copiedTests)],
  ])}`
}
