import type { ServerResponse } from 'node:http'
import { chanceFrom, pick } from './chance.ts'

/** What may go wrong with a request: an error of the server, too many requests, a lost connection, half an answer, no choices, no answer at all. */
export const faultNames = ['error', 'busy', 'reset', 'garbage', 'empty', 'hang'] as const
export type FaultName = typeof faultNames[number]

export interface Faults {
  /** P(a request fails). */
  readonly rate: number
  readonly kinds: readonly FaultName[]
  /** Which requests fail and how depends on it and on their number alone. */
  readonly seed: number
}

/** Draws for request after request how it fails; null: it does not. */
export function faultsOf({ rate, kinds, seed }: Faults): () => FaultName | null {
  const chance = chanceFrom(seed, 'faults')
  return () => chance() < rate ? pick(kinds, chance) : null
}

const acts: Readonly<Record<FaultName, (response: ServerResponse) => void>> = {
  error: response => { response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"A simulated fault."}}') },
  busy: response => { response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '0' }).end('{"error":{"message":"A simulated rush."}}') },
  reset: response => { response.destroy() },
  garbage: response => { response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [{"text": "') },
  empty: response => { response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"text_completion","choices":[]}') },
  hang: () => undefined,
}

export function fail(response: ServerResponse, fault: FaultName): void {
  acts[fault](response)
}
