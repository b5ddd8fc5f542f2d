import type { Statistic, Statistics, Summary } from '@cure-ts/records'
import { renderMarkdown } from './render-markdown.ts'

const titles: Readonly<Record<keyof Statistics, string>> = {
  unitTestAccuracy: 'unit tests',
  codeAccuracy: 'code',
  bestOfN: 'best of N',
  pU: 'p_u',
  p01: 'p_01',
  p00: 'p_00',
  mu: 'mu',
  precision: 'precision',
  bound: 'precision, at least',
}

/**
 * What changed between two evaluations on the same tasks: each figure in percent with its 95% interval, and the difference in
 * points. A Markdown table that reads as plain text; `-` where no task decides a figure.
 */
export function summaryTable(before: Summary, after: Summary): string {
  const names = Object.keys(titles) as (keyof Statistics)[]
  const rows = names.map(name => {
    const [old, now] = [before.statistics[name], after.statistics[name]]
    return [titles[name], percent(old), percent(now), points(old, now)]
  })
  return renderMarkdown(['%', 'before', 'after', 'points'], rows)
}

function percent(statistic: Statistic): string {
  if (statistic === null) return '-'
  const [value, low, high] = [statistic.value, statistic.low, statistic.high].map(figure => (100 * figure).toFixed(1))
  return `${value} [${low}, ${high}]`
}

function points(before: Statistic, after: Statistic): string {
  if (before === null || after === null) return '-'
  const difference = Math.round(1000 * (after.value - before.value)) / 10
  return `${difference < 0 ? '' : '+'}${difference.toFixed(1)}`
}
