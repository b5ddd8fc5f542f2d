import type { TraceEvent } from '@cure-ts/agentic'
import type { Verdict } from '@cure-ts/records'
import { escapeHtml, htmlPage } from '../html-page.ts'
import { colours, verdictStyle } from '../show/render-page.ts'
import { verdictMark } from '../show/shown-task.ts'
import { type Section, sectionsOf } from './trace-sections.ts'

/** A task's run for the terminal. */
export function renderTraceText(events: readonly TraceEvent[]): string {
  return `${sectionsOf(events).map(({ title, texts, verdicts }) => [
    `== ${title} ==`,
    ...verdicts === undefined ? [] : [textGrid(verdicts)],
    ...texts.map(({ name, text }) => text.includes('\n') ? `${name}\n${text.trimEnd().replaceAll(/^/gm, '    ')}` : `${name}  ${text}`),
  ].join('\n')).join('\n\n')}\n`
}

function textGrid(verdicts: readonly (readonly Verdict[])[]): string {
  const legend = [...new Set(verdicts.flat())].map(verdict => `${verdictMark[verdict]} ${verdict}`).join('  ')
  return [...verdicts.map((row, index) => `p${index}`.padEnd(5) + row.map(verdict => verdictMark[verdict]).join(' ')), legend].join('\n')
}

/** A task's run as a page that needs nothing else. */
export function renderTracePage(title: string, events: readonly TraceEvent[]): string {
  const legend = Object.entries(colours).map(([verdict, colour]) => `<span><i style="background:${colour}"></i>${verdict}</span>`).join('')
  return htmlPage(title, `<p class="legend">${legend}</p>\n${sectionsOf(events).map(renderSection).join('\n')}`, verdictStyle)
}

function renderSection({ title, texts, verdicts }: Section): string {
  const body = texts.map(({ name, text }) => `<b>${escapeHtml(name)}</b><pre>${escapeHtml(text)}</pre>`).join('')
  const grid = verdicts === undefined ? '' : `<table class="grid"><tbody>${verdicts.map((row, program) =>
    `<tr><th>p${program}</th>${row.map((verdict, test) => `<td class="${verdict}" title="p${program} on t${test}: ${verdict}">${verdict === 'passed' ? '' : verdictMark[verdict]}</td>`).join('')}</tr>`).join('')}</tbody></table>`
  return `<h3>${escapeHtml(title)}</h3>${grid}<details${texts.length === 1 ? ' open' : ''}><summary>${texts.length === 1 ? escapeHtml(texts[0]!.name) : `${texts.length} texts`}</summary>${body}</details>`
}
