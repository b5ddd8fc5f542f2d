/**
 * Runs `run` with a signal of its own that follows `signal`. For a library that never takes its listeners off a signal again,
 * which on a long-lived one, or after many retries, adds up.
 */
export async function withOwnSignal<T>(signal: AbortSignal, run: (own: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const controller = new AbortController()
  const follow = () => controller.abort(signal.reason)
  signal.addEventListener('abort', follow)
  try {
    return await run(controller.signal)
  } finally {
    signal.removeEventListener('abort', follow)
  }
}
