import { APIConnectionError, APIConnectionTimeoutError } from 'openai'
import { firstValueFrom, Subject } from 'rxjs'
import { isPassing, reasonOf, SamplersDown } from './request-fault.ts'

/** How long an address that fails is left out at first; doubled with every failure in turn, up to the second. */
const [firstPauseMs, longestPauseMs] = [1000, 60_000]

/** One of several servers that give the same answers, and how it does. */
interface State<T> {
  readonly server: T
  inFlight: number
  /** Null: the last attempt got through. */
  failing: Failing | null
}

interface Failing {
  readonly since: Date
  readonly reason: string
  /** In turn; those of one pause count once. */
  readonly failures: number
  /** On the clock of `performance.now`. */
  readonly leftOutUntilMs: number
  readonly isUnreachable: boolean
}

/**
 * Shares requests out over servers: the least loaded first, never more than a limit at each. One that fails is left out for a while, a
 * second at first and a minute at most, while others work.
 */
export class Addresses<T extends { readonly baseUrl: string }> {
  readonly #states: readonly State<T>[]
  readonly #limit: number
  readonly #freed$ = new Subject<void>()

  /** @param limit requests at once at each address; null: none */
  constructor(servers: readonly T[], limit: number | null) {
    this.#states = servers.map(server => ({ server, inFlight: 0, failing: null }))
    this.#limit = limit ?? Infinity
  }

  /** Runs one attempt where there is least to do, once there is a place, and remembers whether it got through. */
  async use<R>(attempt: (server: T) => Promise<R>, signal: AbortSignal): Promise<R> {
    const state = await this.#take(signal)
    try {
      const result = await attempt(state.server)
      state.failing = null
      return result
    } catch (error) {
      if (!signal.aborted) remember(state, error)
      throw error
    } finally {
      state.inFlight -= 1
      this.#freed$.next()
    }
  }

  /** Whether an attempt made now would go to a server of which nothing bad is known. */
  get anyWorks(): boolean {
    return this.#states.some(isWorking)
  }

  /** What to say where no server has been reached for a while; null: one may live. */
  get down(): SamplersDown | null {
    const lost = this.#states.flatMap(({ server: { baseUrl }, failing }) => failing?.isUnreachable === true ? [{ baseUrl, ...failing }] : [])
    return lost.length < this.#states.length ? null : new SamplersDown(lost)
  }

  async #take(signal: AbortSignal): Promise<State<T>> {
    for (;;) {
      signal.throwIfAborted()
      const working = this.#states.filter(isWorking)
      const free = (working.length > 0 ? working : this.#states).filter(({ inFlight }) => inFlight < this.#limit)
      if (free.length > 0) {
        const chosen = free.reduce((least, state) => state.inFlight < least.inFlight ? state : least)
        chosen.inFlight += 1
        return chosen
      }
      await firstValueFrom(this.#freed$)
    }
  }
}

function isWorking({ failing }: State<unknown>): boolean {
  return failing === null || failing.leftOutUntilMs <= performance.now()
}

function remember(state: State<unknown>, error: unknown): void {
  if (!isPassing(error)) {
    state.failing = null // It refuses what was asked, which is a sign of life.
    return
  }
  const { failing } = state
  const paused = failing !== null && !isWorking(state) ? failing : null // Many requests may fail of one fault.
  const failures = paused?.failures ?? (failing?.failures ?? 0) + 1
  state.failing = {
    since: failing?.since ?? new Date(),
    reason: reasonOf(error),
    failures,
    leftOutUntilMs: paused?.leftOutUntilMs ?? performance.now() + Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs),
    isUnreachable: error instanceof APIConnectionError && !(error instanceof APIConnectionTimeoutError),
  }
}
