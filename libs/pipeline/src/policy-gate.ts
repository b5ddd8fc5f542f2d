import PQueue from 'p-queue'
import type { Complete } from '@cure-ts/sampling'

/**
 * Stands before servers whose weights change: no request is under way while they do, and each sample says which weights made it.
 */
export class PolicyGate {
  readonly #requests = new PQueue()
  #policyVersion: number | null = null
  #model: string | null = null

  /** Updates behind the weights that the servers have; null before the first change. */
  get policyVersion(): number | null {
    return this.#policyVersion
  }

  /** Asks through the gate. A request that waits there can be aborted. */
  guard(complete: Complete): Complete {
    return (request, signal) => this.#requests.add(async () => {
      const policyVersion = this.#policyVersion
      const completions = await complete(this.#model === null ? request : { ...request, model: this.#model }, signal)
      return completions.map(answers => answers.map(answer => ({ ...answer, policyVersion })))
    }, { signal })
  }

  /**
   * Changes the weights as soon as nothing is under way, which is between two steps of sampling at the latest, and lets in what comes meanwhile
   * after that. (To stop a step's requests in its midst would leave the servers with less and less to do until the longest answer is there.)
   * The gate stays shut where changing them fails.
   *
   * @param load resolves with the name by which to ask for them; null: the usual one
   */
  async change(policyVersion: number, load: () => Promise<string | null>): Promise<void> {
    if (!this.#requests.isPaused) await this.#requests.onIdle()
    this.#requests.pause()
    await this.#requests.onPendingZero()
    this.#model = await load()
    this.#policyVersion = policyVersion
    this.#requests.start()
  }
}
