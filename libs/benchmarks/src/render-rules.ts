import type { Statistic } from '@cure-ts/records'
import type { EvaluationResult, RuleComparison } from './evaluation-result.ts'
import { renderMarkdown } from './render-markdown.ts'
import type { ReportTable } from './report-table.ts'
import { signed, withInterval } from './show-figure.ts'

/** A comparison of selection rules on the same tables, and mu of these tables: p_u (1 - p_01) - (1 - p_u) p_00, mean over tasks. */
export interface MeasuredRules extends RuleComparison {
  readonly mu: Statistic
}

/** Of a result; null: it is of an earlier version. */
export function measuredRulesOf({ selection, figures }: EvaluationResult): MeasuredRules | null {
  return selection === undefined ? null : { ...selection, mu: figures['mu'] ?? null }
}

/** Every rule with its accuracy, in percent, its gain over one sample and its distance to the best, with 95% intervals over tasks. */
export function rulesTable({ tasks, leftOut, rules }: RuleComparison): ReportTable {
  return {
    title: `Selection rules, % of ${tasks} tasks${leftOut > 0 ? ` (${leftOut} left out: no generated test, or a program that is not known to be right or wrong)` : ''}, with 95% intervals over tasks`,
    header: ['rule', 'accuracy', 'over random', 'over the best'],
    rows: rules.map(({ rule, accuracy, gain, behindBest }) => [rule, withInterval(accuracy, '%'), points(gain), points(behindBest)]),
  }
}

/** What the data say of the rules, a sentence each: which is best and which it is not told from, what choosing a rule by data is worth, and where selection hurts. */
export function rulesSentences({ rules, best, mu, crossValidated }: MeasuredRules): string[] {
  if (best === null) return ['There is nothing to compare: the tables need generated and ground-truth tests.']
  const rivals = rules.filter(({ rule, behindBest }) => rule !== best && rule !== 'oracle' && holdsZero(behindBest)).map(({ rule }) => rule)
  const chosen = Object.entries(crossValidated?.choices ?? {}).map(([rule, folds]) => `${rule} ${folds}x`).join(', ')
  const harmful = rules.filter(({ rule, gain }) => rule !== 'oracle' && gain !== null && gain.high < 0).map(({ rule }) => rule)
  return [
    `Best: ${best}${rivals.length > 0 ? `; the data do not tell it from ${rivals.join(', ')}` : ', and the data tell it from every other'}.`,
    ...crossValidated === null ? [] : [`A rule chosen on other tasks (${chosen}): ${withInterval(crossValidated.accuracy, '%')}.`],
    ...mu === null ? [] : [`mu ${mu.value.toFixed(3)} [${mu.low.toFixed(3)}, ${mu.high.toFixed(3)}]${verdictOfMu(mu)}`],
    ...harmful.length === 0 ? [] : [`Selection hurts here by ${harmful.join(', ')}: worse than one sample.`],
  ]
}

/** Table and sentences as Markdown, for a terminal or a report. */
export function renderRules(measured: MeasuredRules): string {
  const { title, header, rows } = rulesTable(measured)
  const sentences = rulesSentences(measured).map(sentence => `${sentence}\n`).join('')
  return measured.best === null ? sentences : `${title}\n\n${renderMarkdown(header, rows)}\n${sentences}`
}

function verdictOfMu({ low, high }: NonNullable<Statistic>): string {
  if (high < 0) return ': below 0, so that counting these tests (best-of-n) hurts, the more the more tests there are.'
  return low > 0 ? ': above 0, so that more tests make best-of-n better.' : ': not told from 0, so that more tests need not help best-of-n.'
}

const holdsZero = (statistic: Statistic) => statistic !== null && statistic.low <= 0 && statistic.high >= 0

function points(statistic: Statistic): string {
  if (statistic === null) return '-'
  const { value, low, high } = statistic
  return value === 0 && low === 0 && high === 0 ? '0' : `${signed(value, '%')} [${signed(low, '%')}, ${signed(high, '%')}]`
}
