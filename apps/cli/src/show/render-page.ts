import type { Verdict } from '@cure-ts/records'
import { escapeHtml, htmlPage } from '../html-page.ts'
import { decided, figure, type ShownTask, verdictAt, verdictMark } from './shown-task.ts'

export const colours: Readonly<Record<Verdict, string>> = {
  passed: '#2e9e5b', 'wrong-output': '#d9534f', 'runtime-error': '#b5419b', 'compile-error': '#7a3db8', signalled: '#5c2d7a',
  'timed-out': '#e8a33d', 'out-of-memory': '#c97b16', 'output-limit': '#9c6a2f', unreadable: '#8889', missing: '#8883',
}
export const verdictStyle = Object.entries(colours).map(([verdict, colour]) => `  td.${verdict} { background: ${colour}; }`).join('\n')
const style = `
  table.grid thead th { padding: 0; text-align: center; width: 26px; }
${verdictStyle}
  th.figure { font-size: 10px; padding: 0; text-align: center; }
`

/** Tasks as one page that needs nothing else: the table as a coloured grid, then prompts and responses. */
export function renderPage(title: string, tasks: readonly ShownTask[]): string {
  const legend = Object.entries(colours).map(([verdict, colour]) => `<span><i style="background:${colour}"></i>${verdict}</span>`).join('')
  return htmlPage(title, `<p class="legend">${legend}</p>\n${tasks.map(renderTask).join('\n')}`, style)
}

function renderTask(task: ShownTask): string {
  const { rewarded, executed } = task
  const { counts } = rewarded
  return `<h2>Task ${escapeHtml(rewarded.taskId)}</h2>
<pre>${escapeHtml(rewarded.question ?? '')}</pre>
<p>${counts.programsCorrect} of ${counts.programs} programs and ${counts.testsCorrect} of ${counts.tests} generated tests are correct. Ground truth stands right of the bar.</p>
${grid(task)}
${executed?.prompts === undefined ? '' : details('Prompts', `<b>coder</b><pre>${escapeHtml(executed.prompts.coder)}</pre><b>tester</b><pre>${escapeHtml(executed.prompts.tester)}</pre>`)}
${details('Programs', rewarded.programIds.map((id, index) => sample(
    id, rewarded.correctPrograms[index], rewarded.programRewards[index], rewarded.programAdvantages[index],
    executed?.programs[index]?.response?.text ?? executed?.programs[index]?.failure)).join(''))}
${details('Generated tests', rewarded.testIds.flatMap((id, index) => rewarded.origins[index] !== 'generated' ? [] : [sample(
    id, rewarded.correctTests[index], rewarded.testRewards[index], rewarded.testAdvantages[index],
    executed?.tests[index]?.response?.text ?? executed?.tests[index]?.failure)]).join(''))}`
}

function grid(task: ShownTask): string {
  const { programIds, testIds, origins, correctPrograms, correctTests, programRewards, programAdvantages, testRewards, testAdvantages } = task.rewarded
  const firstTruth = origins.indexOf('ground-truth')
  const mark = (test: number) => test === firstTruth ? ' truth' : ''
  const head = testIds.map((id, test) =>
    `<th class="${decided(correctTests[test])}${mark(test)}" title="${escapeHtml(id)}: ${decided(correctTests[test])}, reward ${figure(testRewards[test])}">${escapeHtml(id)}</th>`).join('')
  const rows = programIds.map((id, program) => {
    const cells = testIds.map((testId, test) => {
      const verdict = verdictAt(task, program, test)
      // A mark beside the colour, for those who do not see it.
      return `<td class="${verdict}${mark(test)}" title="${escapeHtml(id)} on ${escapeHtml(testId)}: ${verdict}">${verdict === 'passed' ? '' : verdictMark[verdict]}</td>`
    }).join('')
    return `<tr><th class="${decided(correctPrograms[program])}">${escapeHtml(id)}</th>${cells}<th>${figure(programRewards[program])}</th><th>${figure(programAdvantages[program])}</th></tr>`
  })
  const foot = [['reward', testRewards], ['advantage', testAdvantages]] as const
  const footRows = foot.map(([name, values]) => `<tr><th>${name}</th>${values.map((value, test) => `<th class="figure${mark(test)}">${value === null ? '' : value.toFixed(1)}</th>`).join('')}</tr>`)
  return `<table class="grid"><thead><tr><th></th>${head}<th style="width:auto">reward</th><th style="width:auto">advantage</th></tr></thead>
<tbody>${rows.join('\n')}</tbody><tfoot>${footRows.join('')}</tfoot></table>`
}

function sample(id: string, correct: boolean | null | undefined, reward: number | null | undefined, advantage: number | null | undefined, text: string | undefined): string {
  return `<p><b>${escapeHtml(id)}</b> <span class="${decided(correct)}">${decided(correct)}</span>, reward ${figure(reward)}, advantage ${figure(advantage)}</p>${text === undefined ? '' : `<pre>${escapeHtml(text)}</pre>`}`
}

const details = (title: string, body: string) => `<details><summary>${title}</summary>${body}</details>`
