import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Answer } from './answer.ts'

export interface Load {
  readonly running: number
  readonly waiting: number
}

/** What the gateway counts, for Prometheus. */
export function createMetrics(load: () => Load) {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({ name: 'cure_gateway_requests_total', help: 'Requests by status', labelNames: ['status'], registers })
  const seconds = new Histogram({ name: 'cure_gateway_request_seconds', help: 'Wall time of a request, waiting included', buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300], registers })
  const answers = new Counter({ name: 'cure_gateway_answers_total', help: 'Answers by whether a program was chosen or the question passed through', labelNames: ['selected'], registers })
  const tokens = new Counter({ name: 'cure_gateway_tokens_total', help: 'Tokens of prompts and answers of all calls', labelNames: ['of'], registers })
  const calls = new Counter({ name: 'cure_gateway_calls_total', help: 'Answers of the models', registers })
  const cost = new Counter({ name: 'cure_gateway_cost_total', help: 'What the calls cost, in dollars, where the models\' prices are known', registers })
  const gauge = (name: string, help: string, value: () => number) => new Gauge({ name, help, registers, collect() { this.set(value()) } })
  gauge('cure_gateway_running', 'Requests worked on', () => load().running)
  gauge('cure_gateway_waiting', 'Requests that wait', () => load().waiting)
  return {
    registry,
    answered: ({ promptTokens, tokens: answerTokens, cure }: Answer) => {
      tokens.inc({ of: 'prompts' }, promptTokens)
      tokens.inc({ of: 'answers' }, answerTokens)
      answers.inc({ selected: cure.selected ? 'yes' : 'no' })
      calls.inc(cure.calls)
      cost.inc(cure.cost)
    },
    ended: (status: number, wallSeconds: number) => {
      requests.inc({ status })
      seconds.observe(wallSeconds)
    },
  }
}
