import { PromptRefused } from '@cure-ts/sampling'
import type { Answer, Ask, AskRequest } from './ports.ts'

interface Batch {
  readonly requests: AskRequest[]
  readonly answers: Promise<Answer[][]>
}

/**
 * Sends what a task asks at once with one seed as one request: many servers answer ten prompts nearly as soon as one.
 *
 * @param send answers requests that differ in their variables alone
 */
export function together(send: (requests: readonly AskRequest[], signal: AbortSignal) => Promise<Answer[][]>): Ask {
  const open = new Map<string, Batch>()
  const begin = (key: string, signal: AbortSignal): Batch => {
    const requests: AskRequest[] = []
    const answers = Promise.resolve().then(() => {
      open.delete(key)
      return send(requests, signal)
    })
    const batch = { requests, answers }
    open.set(key, batch)
    return batch
  }
  return async (request, signal) => {
    const { variables: _, ...same } = request
    const key = JSON.stringify(same)
    const batch = open.get(key) ?? begin(key, signal)
    const place = batch.requests.push(request) - 1
    try {
      return (await batch.answers)[place]!
    } catch (error) {
      // One prompt that is too long must not cost the others their answers.
      if (!(error instanceof PromptRefused) || batch.requests.length === 1) throw error
      return (await send([request], signal))[0]!
    }
  }
}
