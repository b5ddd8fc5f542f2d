import { CureError } from '@cure-ts/records'
import type { Answered } from './answered.ts'

/** Dollars a million tokens. */
export interface Price {
  readonly prompt: number
  readonly completion: number
}

/** What was asked and what it cost; `dollars` is null where a model's price is not known. */
export interface Tally {
  readonly requests: number
  readonly answers: number
  readonly promptTokens: number
  readonly completionTokens: number
  readonly dollars: number | null
}

type Tokens = Pick<Answered, 'promptTokens' | 'completionTokens'>

const nothing: Tally = { requests: 0, answers: 0, promptTokens: 0, completionTokens: 0, dollars: 0 }

/** Counts what servers are asked, and lets no request begin that could cost more than is left. */
export class Meter {
  readonly #prices: Readonly<Record<string, Price>>
  readonly #maxCost: number | null
  #paid = nothing
  #cached = nothing
  /** Dollars that requests under way may still cost. */
  #reserved = 0
  #waiting: (() => void)[] = []

  /**
   * @param prices by the server's name of a model
   * @param maxCost dollars; null: no limit
   */
  constructor(prices: Readonly<Record<string, Price>>, maxCost: number | null) {
    this.#prices = prices
    this.#maxCost = maxCost
  }

  /** What was asked for since this meter was made. */
  get paid(): Tally {
    return this.#paid
  }

  /** What answers from the cache once cost. */
  get cached(): Tally {
    return this.#cached
  }

  /** Null where the model's price is not known. */
  dollars(model: string, { promptTokens, completionTokens }: Tokens): number | null {
    const price = this.#prices[model]
    return price === undefined ? null : (promptTokens * price.prompt + completionTokens * price.completion) / 1e6
  }

  /** Answers that were kept by an earlier run. */
  addCached(model: string, answered: Answered): void {
    this.#cached = this.#add(this.#cached, model, answered)
  }

  /**
   * Makes a request once what is left suffices for the most that it may cost, and counts what it did cost. Near the limit requests so wait for each other.
   *
   * @param most tokens of the prompt, and of the answers at their limit
   * @throws CureError where what is left does not suffice
   */
  async spend(model: string, most: Tokens, ask: () => Promise<Answered>): Promise<Answered> {
    const cost = this.#maxCost === null ? 0 : this.#known(model, most)
    while (this.#maxCost !== null && (this.#paid.dollars ?? 0) + this.#reserved + cost > this.#maxCost) {
      if (this.#reserved === 0) throw new CureError(`Stopped after $${(this.#paid.dollars ?? 0).toFixed(4)}: the next request may cost $${cost.toFixed(4)}, and the limit is $${this.#maxCost}; start again with a higher maxCost (cached answers are not paid for twice).`)
      await new Promise<void>(resolve => { this.#waiting.push(resolve) })
    }
    this.#reserved += cost
    try {
      const answered = await ask()
      this.#paid = this.#add(this.#paid, model, answered)
      return answered
    } finally {
      this.#reserved = this.#reserved - cost < 1e-12 ? 0 : this.#reserved - cost // Sums of doubles leave a rest.
      for (const wake of this.#waiting.splice(0)) wake()
    }
  }

  #known(model: string, tokens: Tokens): number {
    const dollars = this.dollars(model, tokens)
    if (dollars === null) throw new CureError(`maxCost is set, but the price of ${model} is not known; add it to sampler.prices in the config file, e.g. { "${model}": { prompt: 0.15, completion: 0.6 } } dollars a million tokens.`)
    return dollars
  }

  #add(tally: Tally, model: string, answered: Answered): Tally {
    const dollars = this.dollars(model, answered)
    return {
      requests: tally.requests + 1,
      answers: tally.answers + answered.answers.length,
      promptTokens: tally.promptTokens + answered.promptTokens,
      completionTokens: tally.completionTokens + answered.completionTokens,
      dollars: dollars === null || tally.dollars === null ? null : tally.dollars + dollars,
    }
  }
}
