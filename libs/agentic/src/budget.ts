import type { Role } from '@cure-ts/records'
import type { AgenticConfig } from './agentic-config.ts'
import type { Answer } from './ports.ts'

export type Limit = 'calls' | 'tokens' | 'cost' | 'time'

/** A task has used up what it may use: the pipeline ends with what it has. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached'
  readonly limit: Limit

  constructor(limit: Limit) {
    super(`The limit on ${limit} is reached.`)
    this.limit = limit
  }
}

type Limits = Pick<AgenticConfig, 'maxCalls' | 'maxTokens' | 'maxCost' | 'prices'>

/** What a task has used of the models. An answer is a call, also where several come of one request. */
export class Budget {
  calls = 0
  promptTokens = 0
  tokens = 0
  /** Dollars. */
  cost = 0
  readonly #limits: Limits

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** @throws LimitReached where `n` answers more are too many */
  reserve(n: number): void {
    if (this.calls + n > this.#limits.maxCalls) throw new LimitReached('calls')
    if (this.promptTokens + this.tokens >= this.#limits.maxTokens) throw new LimitReached('tokens')
    if (this.cost >= (this.#limits.maxCost ?? Infinity)) throw new LimitReached('cost')
    this.calls += n
  }

  /** A prompt is paid for once, whatever the number of its answers. */
  spend(role: Role, answers: readonly Answer[]): void {
    const promptTokens = answers[0]?.promptTokens ?? 0
    const tokens = answers.reduce((sum, answer) => sum + answer.tokens, 0)
    const price = this.#limits.prices[role]
    this.promptTokens += promptTokens
    this.tokens += tokens
    this.cost += (promptTokens * price.prompt + tokens * price.completion) / 1e6
  }
}
