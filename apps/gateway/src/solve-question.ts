import { type AgentEnd, type AgenticConfig, type Ports, programIndex, solveTask, type TraceEvent } from '@cure-ts/agentic'
import type { Task, Verdict } from '@cure-ts/records'
import { readProgram } from '@cure-ts/sampling'
import type { Answer, TableSummary } from './answer.ts'
import { GatewayError, outOfTime, upstreamFailed } from './gateway-error.ts'

/**
 * Answers a coding question with the program that a pipeline chooses, in the words of the model that wrote it. Where no answer holds a program the
 * coder's first answer goes out as it is.
 *
 * @param log hears why a model failed, which clients are not told: it may name addresses
 * @throws GatewayError where there is nothing to give; the signal's reason once it is aborted
 */
export async function solveQuestion(task: Task, config: AgenticConfig, ports: Ports, signal: AbortSignal, log: (line: string) => void): Promise<Answer> {
  const events: TraceEvent[] = []
  const end = await solveTask(task, config, ports, signal, event => events.push(event))
  if (end.failure !== undefined) log(end.failure)
  const said = events.flatMap(event => event.event === 'call' && event.role === 'coder' ? event.answers.map(({ text }) => text) : [])
  const { pipeline, endedBy, calls, cost, seconds, promptTokens, tokens } = end
  return {
    text: textOf(end, said),
    finishReason: 'stop',
    promptTokens,
    tokens,
    cure: { selected: true, pipeline, endedBy, calls, cost, seconds, table: summaryOf(events) },
  }
}

function textOf({ code, endedBy }: AgentEnd, said: readonly string[]): string {
  if (code !== null) return said.find(text => readProgram(text) === code) ?? `\`\`\`python\n${code}\n\`\`\`\n`
  if (said[0] !== undefined) return said[0]
  if (endedBy === 'time') throw outOfTime()
  if (endedBy === 'failure' || endedBy === 'done') throw upstreamFailed()
  throw new GatewayError(422, 'budget_exhausted', `The limit on ${endedBy} of a request ends it before there is an answer; give the gateway a higher one.`)
}

/** Of the last table by which a rule chose. */
function summaryOf(events: readonly TraceEvent[]): TableSummary | null {
  const place = events.findLastIndex(event => event.event === 'decision' && event.name === 'select')
  const decision = events[place]
  const run = events.slice(0, Math.max(place, 0)).findLast(event => event.event === 'run')
  if (decision?.event !== 'decision' || run === undefined) return null
  const { rule, scores, chosen } = decision.detail as { rule: string, scores: number[], chosen: string | null }
  const verdicts: Partial<Record<Verdict, number>> = {}
  for (const verdict of run.verdicts.flat()) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  return {
    programs: run.programs.length,
    tests: run.tests.length,
    readablePrograms: run.programs.filter(code => code !== null).length,
    readableTests: run.tests.filter(({ input, output }) => input !== null && output !== null).length,
    verdicts,
    rule,
    scores,
    chosen: chosen === null ? null : programIndex(chosen),
  }
}
