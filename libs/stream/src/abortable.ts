import { Observable } from 'rxjs'

/**
 * Runs an abortable promise function per subscription. Unsubscribing aborts its signal, and what it then does is ignored;
 * its value is the one emission, its rejection the error.
 */
export function abortable<T>(run: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable<T>(subscriber => {
    const controller = new AbortController()
    run(controller.signal).then(
      value => {
        subscriber.next(value)
        subscriber.complete()
      },
      (error: unknown) => subscriber.error(error),
    )
    return () => controller.abort()
  })
}
