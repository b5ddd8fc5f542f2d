import type { TraceEvent } from '@cure-ts/agentic'
import type { Verdict } from '@cure-ts/records'

/** A part of a task's run as it is shown: something was asked, run or decided. */
export interface Section {
  readonly title: string
  /** What was said or run, each under a name of its own. */
  readonly texts: readonly { readonly name: string, readonly text: string }[]
  /** `verdicts[program][test]` of what was run. */
  readonly verdicts?: readonly (readonly Verdict[])[]
}

/** A task's run in the order in which it was; its tests' outputs stand with the tests. */
export function sectionsOf(events: readonly TraceEvent[]): Section[] {
  return events.map(event => {
    switch (event.event) {
      case 'start':
        return { title: `task ${event.taskId}, ${String(event.config['pipeline'])}`, texts: [{ name: 'question', text: event.task.question }] }
      case 'call':
        return {
          title: `${event.role} asked: ${event.template}, ${counted(event.answers.length, 'answer')}, ${counted(tokensOf(event), 'token')}, ${event.seconds.toFixed(1)} s`,
          texts: event.answers.map(({ text }, index) => ({ name: `answer ${index}`, text })),
        }
      case 'run':
        return {
          title: `run: ${counted(event.programs.length, 'program')} on ${counted(event.tests.length, 'test')}, ${event.seconds.toFixed(1)} s`,
          texts: [
            ...event.programs.map((code, index) => ({ name: `p${index}`, text: code ?? '(unreadable)' })),
            ...event.tests.map(({ input, output }, index) => ({ name: `t${index}`, text: input === null || output === null ? '(unreadable)' : `${input}\n->\n${output}` })),
          ],
          verdicts: event.verdicts,
        }
      case 'decision':
        return { title: `decided: ${event.name}`, texts: Object.entries(event.detail).map(([name, value]) => ({ name, text: typeof value === 'string' ? value : JSON.stringify(value) })) }
      default:
        return {
          title: `end: ${event.endedBy}, ${describeCorrect(event.correct)}, ${counted(event.calls, 'call')}, ${counted(event.promptTokens + event.tokens, 'token')}, ${event.seconds.toFixed(1)} s`,
          texts: [...event.failure === undefined ? [] : [{ name: 'failure', text: event.failure }], { name: 'chosen', text: event.code ?? '(none)' }],
        }
    }
  })
}

export function describeCorrect(correct: boolean | null): string {
  return correct === null ? 'not known whether correct' : correct ? 'correct' : 'wrong'
}

function tokensOf({ answers }: Extract<TraceEvent, { event: 'call' }>): number {
  return answers.reduce((sum, { tokens }) => sum + tokens, answers[0]?.promptTokens ?? 0)
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
