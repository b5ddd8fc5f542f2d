import { isDeepStrictEqual } from 'node:util'
import { CureError } from '@cure-ts/records'
import { agenticConfig } from './agentic-config.ts'
import { LimitReached } from './budget.ts'
import type { Ports } from './ports.ts'
import { solveTask } from './solve-task.ts'
import type { AgentEnd, Decision, TraceEvent } from './trace-event.ts'

export interface Replayed {
  readonly taskId: string
  readonly decisions: number
  /** Whether every decision and the chosen program are those of the trace. */
  readonly same: boolean
}

/**
 * Runs the pipeline of one task again with the answers and verdicts of its trace: no model is called and no program run.
 *
 * @param events of one task, from its start to its end
 * @throws CureError where the trace is not whole, or the pipeline asks for something that is not in it
 */
export async function replay(events: readonly TraceEvent[], signal: AbortSignal): Promise<Replayed> {
  const [start] = events
  const end = events.at(-1)
  if (start?.event !== 'start' || end?.event !== 'end') throw new CureError(`Task ${start?.taskId ?? '?'}: the trace has no whole run of it; trace it again.`)
  const again: TraceEvent[] = []
  const replayed = await solveTask(start.task, agenticConfig.parse(start.config), tracedPorts(events, end), signal, event => again.push(event))
  const decisions = again.filter(isDecision)
  const same = isDeepStrictEqual(decisions, events.filter(isDecision)) && isDeepStrictEqual(outcome(replayed), outcome(end))
  return { taskId: start.taskId, decisions: decisions.length, same }
}

const isDecision = (event: TraceEvent): event is Decision => event.event === 'decision'

const outcome = ({ code, correct, endedBy, calls }: AgentEnd) => ({ code, correct, endedBy, calls })

/** Answers and verdicts by what was asked for; the order counts only where the same was asked for twice. */
function tracedPorts(events: readonly TraceEvent[], end: AgentEnd): Ports {
  const traced = new Map<string, TraceEvent[]>()
  for (const event of events) traced.set(keyOf(event), [...traced.get(keyOf(event)) ?? [], event])
  const find = <Kind extends 'call' | 'run'>(event: TraceEvent & { event: Kind }) => {
    const found = traced.get(keyOf(event))?.shift()
    if (found !== undefined) return found as TraceEvent & { event: Kind }
    if (end.endedBy === 'failure') throw new Error(end.failure)
    if (end.endedBy !== 'done') throw new LimitReached(end.endedBy) // It was asked for, and came too late.
    throw new CureError(`Task ${end.taskId}: the pipeline asks for something that the trace does not hold; replay it with the version that traced it.`)
  }
  return {
    ask: async request => [...find({ event: 'call', ...request, answers: [], seconds: 0 }).answers],
    run: async ({ programs, tests }) => {
      const { verdicts, outputs } = find({ event: 'run', taskId: end.taskId, programs, tests, verdicts: [], outputs: [], seconds: 0 })
      return {
        verdicts: verdicts.map(row => [...row]),
        outputs: outputs.map(row => [...row]),
        cpuMs: verdicts.map(row => row.map(() => null)),
        execution: { isolation: 'replay', mode: '', timing: '', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
      }
    },
  }
}

function keyOf(event: TraceEvent): string {
  if (event.event === 'call') return JSON.stringify(['call', event.template, event.variables, event.n, event.seed])
  if (event.event === 'run') return JSON.stringify(['run', event.programs, event.tests])
  return event.event
}
