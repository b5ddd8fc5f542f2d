import { verdictMark } from '../show/shown-task.ts'
import type { Trial } from './trial.ts'

/** A trial for the terminal: the table, the different programs and tests, and the choice. */
export function renderTrial({ model, programs, tests, unreadable, verdicts, passed, chosen }: Trial): string {
  const sampled = (alike: readonly { samples: number }[], unread: number) => alike.reduce((sum, { samples }) => sum + samples, unread)
  const allTests = sampled(tests, unreadable.tests)
  const count = (what: string, alike: readonly { samples: number }[], unread: number) =>
    `${sampled(alike, unread)} ${what}, ${alike.length} different${unread > 0 ? `, ${unread} unreadable` : ''}`
  const rows = programs.map(({ samples }, program) => {
    const marks = verdicts[program]!.map(verdict => verdictMark[verdict].padEnd(3)).join(' ')
    return `${label('P', program)} ${times(samples)}  ${marks}  passes ${passed[program]} of ${allTests}${program === chosen ? '  <- chosen' : ''}`
  })
  return [
    `== ${model} ==`,
    `${count('programs', programs, unreadable.programs)}; ${count('tests', tests, unreadable.tests)}`,
    '',
    `${' '.repeat(9)}${tests.map((_, test) => label('t', test)).join(' ')}`,
    ...rows,
    '',
    ...programs.map(({ samples, said }, program) => `${label('P', program)} ${times(samples)}${program === chosen ? '  chosen' : ''}\n${indent(said)}`),
    '',
    ...tests.map(({ samples, said: { input, output } }, test) => `${label('t', test)} ${times(samples)}  ${shown(input)} -> ${shown(output)}`),
    '',
    chosen === null ? 'Nothing to choose by: no program or no test could be read.' : `Chosen by its tests: ${label('P', chosen).trim()}.`,
    '',
  ].join('\n')
}

const label = (letter: string, index: number) => `${letter}${index + 1}`.padEnd(3)
const times = (samples: number) => `x${samples}`.padEnd(3)
const indent = (text: string) => text.replaceAll(/^/gm, '    ')
/** On one line, with quotes, so that an empty line and spaces show. */
const shown = (text: string) => JSON.stringify(text)
