import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `run` until it succeeds, at most `retries` times more than once.
 *
 * @param options.delayMs the wait before the next attempt (from 0) after an error; null: the error is final
 * @throws the last error, or the abort's reason
 */
export async function retrying<T>(run: () => Promise<T>, options: {
  readonly retries: number
  readonly delayMs: (error: unknown, attempt: number) => number | null
  readonly signal: AbortSignal
}): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const delayMs = attempt < options.retries && !options.signal.aborted ? options.delayMs(error, attempt) : null
      if (delayMs === null) throw error
      await sleep(delayMs, undefined, { signal: options.signal })
    }
  }
}
