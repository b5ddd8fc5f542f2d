import type { Verdict } from '@cure-ts/records'
import { decided, figure, type ShownTask, verdictAt, verdictMark } from './shown-task.ts'

const colours: Readonly<Record<Verdict, string>> = {
  passed: '#2e9e5b', 'wrong-output': '#d9534f', 'runtime-error': '#b5419b', 'compile-error': '#7a3db8', signalled: '#5c2d7a',
  'timed-out': '#e8a33d', 'out-of-memory': '#c97b16', 'output-limit': '#9c6a2f', unreadable: '#8889', missing: '#8883',
}
const verdictStyle = Object.entries(colours).map(([verdict, colour]) => `  td.${verdict} { background: ${colour}; }`).join('\n')
const style = `
  :root { color-scheme: light dark; --line: #8884; }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
  pre { background: #8881; padding: .6rem .8rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap; margin: .3rem 0 1rem; }
  table.grid { border-collapse: separate; border-spacing: 2px; font-size: 12px; }
  table.grid th { font-weight: 500; padding: 0 .4rem; text-align: left; white-space: nowrap; }
  table.grid thead th { padding: 0; text-align: center; width: 26px; }
  table.grid td { width: 26px; height: 20px; border-radius: 3px; color: #fff; text-align: center; }
${verdictStyle}
  th.figure { font-size: 10px; padding: 0; text-align: center; }
  .truth { border-left: 3px solid currentColor; }
  .correct { color: #2e9e5b; } .wrong { color: #d9534f; } .unknown { opacity: .6; }
  .legend span { display: inline-block; margin-right: 1rem; white-space: nowrap; } .legend i { display: inline-block; width: 14px; height: 14px; border-radius: 3px; vertical-align: -2px; margin-right: .3rem; }
  details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; } h2 { margin-top: 3rem; }
`
/** Tasks as one page that needs nothing else: the table as a coloured grid, then prompts and responses. */
export function renderPage(title: string, tasks: readonly ShownTask[]): string {
  const legend = Object.entries(colours).map(([verdict, colour]) => `<span><i style="background:${colour}"></i>${verdict}</span>`).join('')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><style>${style}</style></head>
<body><h1>${escape(title)}</h1><p class="legend">${legend}</p>
${tasks.map(renderTask).join('\n')}
</body></html>
`
}

function renderTask(task: ShownTask): string {
  const { rewarded, executed } = task
  const { counts } = rewarded
  return `<h2>Task ${escape(rewarded.taskId)}</h2>
<pre>${escape(rewarded.question ?? '')}</pre>
<p>${counts.programsCorrect} of ${counts.programs} programs and ${counts.testsCorrect} of ${counts.tests} generated tests are correct. Ground truth stands right of the bar.</p>
${grid(task)}
${executed?.prompts === undefined ? '' : details('Prompts', `<b>coder</b><pre>${escape(executed.prompts.coder)}</pre><b>tester</b><pre>${escape(executed.prompts.tester)}</pre>`)}
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
    `<th class="${decided(correctTests[test])}${mark(test)}" title="${escape(id)}: ${decided(correctTests[test])}, reward ${figure(testRewards[test])}">${escape(id)}</th>`).join('')
  const rows = programIds.map((id, program) => {
    const cells = testIds.map((testId, test) => {
      const verdict = verdictAt(task, program, test)
      // A mark beside the colour, for those who do not see it.
      return `<td class="${verdict}${mark(test)}" title="${escape(id)} on ${escape(testId)}: ${verdict}">${verdict === 'passed' ? '' : verdictMark[verdict]}</td>`
    }).join('')
    return `<tr><th class="${decided(correctPrograms[program])}">${escape(id)}</th>${cells}<th>${figure(programRewards[program])}</th><th>${figure(programAdvantages[program])}</th></tr>`
  })
  const foot = [['reward', testRewards], ['advantage', testAdvantages]] as const
  const footRows = foot.map(([name, values]) => `<tr><th>${name}</th>${values.map((value, test) => `<th class="figure${mark(test)}">${value === null ? '' : value.toFixed(1)}</th>`).join('')}</tr>`)
  return `<table class="grid"><thead><tr><th></th>${head}<th style="width:auto">reward</th><th style="width:auto">advantage</th></tr></thead>
<tbody>${rows.join('\n')}</tbody><tfoot>${footRows.join('')}</tfoot></table>`
}

function sample(id: string, correct: boolean | null | undefined, reward: number | null | undefined, advantage: number | null | undefined, text: string | undefined): string {
  return `<p><b>${escape(id)}</b> <span class="${decided(correct)}">${decided(correct)}</span>, reward ${figure(reward)}, advantage ${figure(advantage)}</p>${text === undefined ? '' : `<pre>${escape(text)}</pre>`}`
}

const details = (title: string, body: string) => `<details><summary>${title}</summary>${body}</details>`

/** A model wrote most of what is shown: nothing of it may become markup. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
