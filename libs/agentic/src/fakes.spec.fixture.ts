import type { Task, Verdict } from '@cure-ts/records'
import type { RunTable } from '@cure-ts/sandbox'
import { type AgenticConfig, agenticConfig } from './agentic-config.ts'
import type { Ask, AskRequest, Ports } from './ports.ts'
import { solveTask } from './solve-task.ts'
import type { TraceEvent } from './trace-event.ts'

/** A task whose right answer is always 42. */
export const task: Task = {
  task_id: 'answer', question: 'What is the answer?', test_input: ['a', 'b'], test_output: ['42', '42'], example_input: [], example_output: [],
  test_time_limit: 1, memory_limit_mb: 64, exe_method: 'stdin', solutions: [], wrong_solutions: [], tags: [],
}

export const program = (prints: string) => `\`\`\`python\n${prints}\n\`\`\``
export const unitTest = (input: string, output: string) => `**Test Input:**\n\`\`\`\n${input}\n\`\`\`\n**Test Output:**\n\`\`\`\n${output}\n\`\`\``

export const inputs = (...list: string[]) => list.map(input => `**Test Input:**\n\`\`\`\n${input}\n\`\`\`\n`).join('\n')

/** A program is what it prints; `crash` does not run to its end. */
export const run: RunTable = async ({ programs, tests }) => ({
  verdicts: programs.map(code => tests.map(({ output }) => {
    if (code === null || output === null) return 'unreadable' as const
    if (code === 'crash') return 'runtime-error' as const
    return code === output ? 'passed' as const : 'wrong-output' as const
  })),
  cpuMs: programs.map(() => tests.map(() => null)),
  outputs: programs.map(code => tests.map(() => code)),
  execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
})

/** As {@link run}, but that `accepts X` is a specification: it ends well where the output of the case on its standard input is X. */
export const runWithSpecifications: RunTable = async (job, signal) => {
  const result = await run(job, signal)
  const verdicts = job.programs.map((code, row) => job.tests.map(({ input }, column): Verdict => {
    const accepted = /^accepts (.*)$/.exec(code ?? '')?.[1]
    if (accepted === undefined) return result.verdicts[row]![column]!
    return (JSON.parse(input!) as { output: string }).output === accepted ? 'wrong-output' : 'runtime-error'
  }))
  return { ...result, verdicts }
}

const answers: Readonly<Record<string, readonly string[]>> = {
  coder: [program('1'), program('42'), program('42'), 'No code.'],
  tester: [unitTest('x', '42'), unitTest('y', '1'), 'No test.'],
  'repair-test': [unitTest('y', '42')],
  specification: [program('accepts 42'), 'No code.'],
  'write-inputs': [inputs('x', 'z')],
  judge: ['**Answer:** A'],
  reflect: ['Mind the zeros.'],
  plans: ['**Plan:** loop\n\n**Plan:** sort'],
  'choose-plan': ['**Answer:** 2'],
  'hard-tests': [unitTest('x', '42')],
  'solve-plan': [program('7')],
  'revise-program': [program('8'), program('42')],
}

/** A model that has answers to every template, which follow from the request's seed; an answer has ten tokens, a prompt five. */
export const pretend: Ask = async ({ template, n, seed }) =>
  Array.from({ length: n }, (_, index) => ({ text: answers[template]![(index + (n === 1 ? seed : 0)) % answers[template]!.length]!, promptTokens: 5, tokens: 10 }))

/** A model that answers each request of a template with the next texts of its script; an answer has ten tokens, a prompt five. */
export function scripted(script: Readonly<Record<string, readonly (readonly string[])[]>>): { ask: Ask, asked: AskRequest[] } {
  const asked: AskRequest[] = []
  return {
    asked,
    ask: async request => {
      const turn = asked.filter(({ template }) => template === request.template).length
      asked.push(request)
      return script[request.template]![turn]!.map(text => ({ text, promptTokens: 5, tokens: 10 }))
    },
  }
}

/** Solves the task, and gives the end and all events. */
export async function solved(config: Partial<AgenticConfig>, ports: Partial<Ports> & Pick<Ports, 'ask'>, about = task) {
  const events: TraceEvent[] = []
  const end = await solveTask(about, agenticConfig.parse(config), { run, ...ports }, new AbortController().signal, event => events.push(event))
  return { end, events, decisions: events.filter(event => event.event === 'decision') }
}
