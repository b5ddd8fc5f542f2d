import { setMaxListeners } from 'node:events'
import { CureError, type Task } from '@cure-ts/records'
import { Agent } from './agent.ts'
import type { AgenticConfig } from './agentic-config.ts'
import { LimitReached } from './budget.ts'
import { pipelines } from './pipeline.ts'
import type { Ports } from './ports.ts'
import type { AgentEnd, TraceEvent } from './trace-event.ts'

/**
 * Solves one task with a pipeline and says whether the chosen program passes the task's own tests, which the pipeline never sees.
 * A limit that is reached, or a model that does not answer, ends the pipeline with what it has chosen so far.
 *
 * @param emit takes every event as it happens, the end too
 * @throws CureError where the configuration is at fault; the signal's reason once it is aborted
 */
export async function solveTask(task: Task, config: AgenticConfig, ports: Ports, signal: AbortSignal, emit: (event: TraceEvent) => void): Promise<AgentEnd> {
  const taskId = String(task.task_id)
  const startedAt = performance.now()
  emit({ event: 'start', taskId, task, config })
  const stop = new AbortController()
  const outOfTime = AbortSignal.timeout(Math.ceil(config.maxSeconds * 1000))
  const working = AbortSignal.any([signal, outOfTime, stop.signal])
  setMaxListeners(0, working) // Each call that is under way listens to it.
  const agent = new Agent(task, config, ports, working, emit)
  const ended = await untilAborted(pipelines[config.pipeline](agent, config), AbortSignal.any([signal, outOfTime])).then(
    (): Pick<AgentEnd, 'endedBy'> => ({ endedBy: 'done' }),
    (error: unknown) => endOf(error, signal, outOfTime),
  )
  stop.abort() // What a pipeline left running is nobody's.
  const { calls, promptTokens, tokens, cost } = agent.budget
  const seconds = (performance.now() - startedAt) / 1000
  const correct = await isCorrect(agent.proposal, task, config, ports, signal, emit)
  const end: AgentEnd = { event: 'end', taskId, pipeline: config.pipeline, code: agent.proposal, correct, ...ended, calls, promptTokens, tokens, cost, seconds }
  emit(end)
  return end
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    work.then(resolve, reject)
  })
}

function endOf(error: unknown, signal: AbortSignal, outOfTime: AbortSignal): Pick<AgentEnd, 'endedBy' | 'failure'> {
  if (signal.aborted || error instanceof CureError) throw error
  if (error instanceof LimitReached) return { endedBy: error.limit }
  if (outOfTime.aborted) return { endedBy: 'time' }
  return { endedBy: 'failure', failure: error instanceof Error ? error.message : String(error) }
}

/** By all the task's tests; null where it has none, or the sandbox failed and no test is failed. */
async function isCorrect(code: string | null, task: Task, config: AgenticConfig, ports: Ports, signal: AbortSignal, emit: (event: TraceEvent) => void): Promise<boolean | null> {
  if (task.test_input.length === 0) return null
  if (code === null) return false
  const judge = new Agent(task, config, ports, signal, emit)
  const { verdicts: [row] } = await judge.run([code], task.test_input.map((input, index) => ({ input, output: task.test_output[index]! })))
  if (row!.some(verdict => verdict !== 'passed' && verdict !== 'missing')) return false
  return row!.includes('missing') ? null : true
}
