import PQueue from 'p-queue'
import type { AgenticConfig, Ports } from '@cure-ts/agentic'
import { PromptRefused, seedOf } from '@cure-ts/sampling'
import type { Answer } from './answer.ts'
import { codingTask } from './coding-task.ts'
import type { GatewayConfig } from './gateway-config.ts'
import { GatewayError, isStopping, outOfTime, upstreamFailed } from './gateway-error.ts'
import type { Load } from './metrics.ts'
import type { PassThrough } from './pass-through.ts'
import type { Asked } from './read-request.ts'
import { solveQuestion } from './solve-question.ts'

export interface DeskParts {
  readonly limits: Pick<GatewayConfig, 'requestsAtOnce' | 'waitingRequests'>
  /** The pipeline and what one request may use; `maxSeconds` counts from its arrival. */
  readonly agentic: AgenticConfig
  readonly ports: Ports
  readonly passThrough: PassThrough
  readonly log: (line: string) => void
}

/** The names under which the gateway is asked; any other is as the first. */
export const models = ['cure', 'cure-task', 'cure-coder'] as const

/** Works on so many requests at once, lets so many wait, and ends each within its time. */
export class RequestDesk {
  readonly #parts: DeskParts
  readonly #queue: PQueue
  readonly #open = new Set<AbortController>()
  #arrived = 0
  /** Of the last request that was worked on. */
  #seconds = 1

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.#queue = new PQueue({ concurrency: parts.limits.requestsAtOnce })
  }

  get load(): Load {
    return { running: this.#queue.pending, waiting: this.#queue.size }
  }

  /**
   * @param gone aborted when the client has left
   * @throws GatewayError
   */
  async answer(asked: Asked, gone: AbortSignal): Promise<Answer> {
    const { limits: { requestsAtOnce, waitingRequests }, agentic: { maxSeconds, seed } } = this.#parts
    if (this.#queue.pending >= requestsAtOnce && this.#queue.size >= waitingRequests) {
      throw new GatewayError(429, 'queue_full', `${waitingRequests} requests wait already; ask again later.`, { retryAfterSeconds: Math.ceil(this.#seconds) })
    }
    const arrival = this.#arrived++
    const controller = new AbortController()
    const leave = () => controller.abort(gone.reason)
    gone.addEventListener('abort', leave, { once: true })
    this.#open.add(controller)
    const startedAt = performance.now()
    const late = setTimeout(() => controller.abort(outOfTime()), maxSeconds * 1000)
    try {
      return await this.#queue.add(() => {
        const task = asked.model === 'cure-coder' ? null : taskOf(asked)
        const requestSeed = seedOf(asked.seed ?? seed, asked.seed === null ? arrival : 'asked')
        if (task === null) return this.#parts.passThrough(asked, requestSeed, controller.signal)
        clearTimeout(late) // The pipeline minds its time itself, and has then something to give.
        const left = Math.max(maxSeconds - (performance.now() - startedAt) / 1000, 0.001)
        const maxProgramTokens = Math.min(asked.maxTokens ?? Infinity, this.#parts.agentic.maxProgramTokens)
        return solveQuestion(task, { ...this.#parts.agentic, seed: requestSeed, maxSeconds: left, maxProgramTokens }, this.#parts.ports, controller.signal, this.#parts.log)
      }, { signal: controller.signal })
    } catch (error) {
      throw this.#told(error)
    } finally {
      this.#seconds = (performance.now() - startedAt) / 1000
      clearTimeout(late)
      gone.removeEventListener('abort', leave)
      this.#open.delete(controller)
    }
  }

  /** Ends every request that is under way or waits. */
  async close(): Promise<void> {
    for (const controller of this.#open) controller.abort(isStopping())
    await this.#queue.onIdle()
  }

  /** What a client is told of an error; the log hears the rest. */
  #told(error: unknown): GatewayError {
    if (error instanceof GatewayError) return error
    this.#parts.log(error instanceof Error ? error.message : String(error))
    return error instanceof PromptRefused ? new GatewayError(400, 'prompt_refused', 'The coder refuses this prompt: it may be too long.') : upstreamFailed()
  }
}

/** A conversation that goes on is none: what is asked for lies in what was said before. */
function taskOf({ messages, model }: Asked) {
  if (messages.some(({ role }) => role === 'assistant') || messages.filter(({ role }) => role === 'user').length !== 1) return null
  const always = model === 'cure-task'
  const asked = messages.find(({ role }) => role === 'user')!.content
  const task = codingTask(asked, always)
  return task === null ? null : { ...task, question: messages.map(({ content }) => content).join('\n\n') }
}
