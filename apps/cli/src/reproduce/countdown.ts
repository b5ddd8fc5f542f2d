/** Estimates the time left from what was done: estimates are right up to a factor, and the factor is that of the machine. */
export class Countdown {
  #left: number
  #estimated = 0
  #taken = 0

  /** @param estimatedSeconds of all that has to be done */
  constructor(estimatedSeconds: number) {
    this.#left = estimatedSeconds
  }

  /** A piece is done. */
  done(estimatedSeconds: number, takenSeconds: number): void {
    this.#left -= estimatedSeconds
    this.#estimated += estimatedSeconds
    this.#taken += takenSeconds
  }

  get secondsLeft(): number {
    return this.#left * (this.#estimated === 0 ? 1 : this.#taken / this.#estimated)
  }
}
