import { once } from 'node:events'

/** The first SIGINT or SIGTERM asks for a clean end, a second one ends at once (children die with us). */
export function stopOnSignal(onStop: () => void = () => undefined): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130)
      onStop()
      controller.abort()
    })
  }
  return controller.signal
}

/** Resolves once the signal is aborted, at once where it is already. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
