import type { Ports } from './ports.ts'

/**
 * Ports that ask and run the same only once, so that pipelines which differ in their decisions alone are compared on the same answers. What fails is
 * forgotten, and tried anew when it is asked for again.
 */
export function remembered({ ask, run }: Ports): Ports {
  return { ask: once(ask), run: once(run) }
}

function once<Question, Result>(work: (question: Question, signal: AbortSignal) => Promise<Result>): (question: Question, signal: AbortSignal) => Promise<Result> {
  const results = new Map<string, Promise<Result>>()
  return (question, signal) => {
    const key = JSON.stringify(question)
    const known = results.get(key)
    if (known !== undefined) return known
    const result = work(question, signal)
    results.set(key, result)
    result.catch(() => results.delete(key))
    return result
  }
}
