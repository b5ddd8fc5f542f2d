/** Lends a fixed number of lanes, each to one borrower at a time, first come first served. */
export class LanePool<Lane> {
  readonly #idle: Lane[]
  readonly #waiting = new Set<(lane: Lane) => void>()

  constructor(lanes: readonly Lane[]) {
    this.#idle = [...lanes]
  }

  /** Runs `use` with a lane of its own; rejects with the signal's reason if it is aborted before one is free. */
  async lend<R>(use: (lane: Lane) => Promise<R>, signal: AbortSignal): Promise<R> {
    signal.throwIfAborted()
    const lane = this.#idle.pop() ?? await this.#wait(signal)
    try {
      return await use(lane)
    } finally {
      this.#giveBack(lane)
    }
  }

  #wait(signal: AbortSignal): Promise<Lane> {
    return new Promise((resolve, reject) => {
      const take = (lane: Lane): void => {
        signal.removeEventListener('abort', leave)
        resolve(lane)
      }
      const leave = (): void => {
        this.#waiting.delete(take)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.add(take)
    })
  }

  #giveBack(lane: Lane): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#idle.push(lane)
      return
    }
    this.#waiting.delete(next)
    next(lane)
  }
}
