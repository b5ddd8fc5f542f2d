import { setMaxListeners } from 'node:events'
import PQueue from 'p-queue'
import { CureError } from '@cure-ts/records'
import type { Complete, Completion, CompletionRequest } from '../completion.ts'
import type { RequestLimits } from '../openai-completer.ts'
import { retrying } from '../retrying.ts'
import { seedOf } from '../seed-of.ts'
import { withOwnSignal } from '../with-own-signal.ts'
import type { AnswerCache, Kept, Question } from './answer-cache.ts'
import { type Answered, estimateTokens, tokenCounts } from './answered.ts'
import { ApiClient } from './api-client.ts'
import { apiDelayMs, apiFault } from './api-fault.ts'
import type { Endpoint } from './find-endpoint.ts'
import type { Meter } from './meter.ts'

export interface ApiCompleterOptions extends RequestLimits {
  /** Up to and with the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  /** The server's name of the model. */
  readonly model: string
  /** `auto`: the server is asked once. */
  readonly endpoint: Endpoint | 'auto'
  /** Told to a chat endpoint; null: nothing. */
  readonly reasoningEffort: string | null
  readonly cache: AnswerCache | null
  readonly meter: Meter
}

export interface ApiCompleter {
  /** The server's name of the model, by which it is priced. */
  readonly model: string
  readonly complete: Complete
  /** Of what a request would ask, the answers that the cache has. */
  readonly cached: (request: CompletionRequest) => Promise<Answered[][]>
  /** Begins nothing more, and resolves when what is under way is in the cache: it is paid for. */
  readonly settle: () => Promise<void>
}

/**
 * A model behind any OpenAI-compatible server, asked for texts alone: its answers can be measured but not trained on.
 *
 * Every answer is kept in the cache as soon as it is there. A question's key is all that determines its answers but their number, so that more of
 * them cost only what is added. An abort leaves what is under way to its end where there is a cache. A request of which some
 * answers came and others failed for good gives those that came.
 */
export function apiCompleter(options: ApiCompleterOptions): ApiCompleter {
  const { baseUrl, model, cache, meter, retries } = options
  const client = new ApiClient(options)
  const queue = new PQueue({
    concurrency: options.concurrency,
    ...(options.requestsPerSecond > 0 ? { interval: 1000 / options.requestsPerSecond, intervalCap: 1 } : {}),
  })
  const underWay = new Set<Promise<unknown>>()
  const closing = new AbortController()

  /** One request, with its retries. Once it is on its way an abort does not reach it where there is a cache: what it brings is kept. */
  const ask = (prompt: string, request: CompletionRequest, { n, seed, signal, keep }: Asking): Promise<void> => queue.add(() => {
    const most = { promptTokens: estimateTokens(prompt), completionTokens: n * request.maxTokens }
    const attempt = () => meter.spend(model, most, () => {
      signal.throwIfAborted()
      closing.signal.throwIfAborted()
      return client.post(prompt, { ...request, n, seed }, cache === null ? signal : undefined)
    })
    const flight = withOwnSignal(signal, own => retrying(attempt, { retries, delayMs: apiDelayMs, signal: own })).then(keep)
    underWay.add(flight)
    void flight.catch(() => undefined).finally(() => underWay.delete(flight))
    return flight
  }, { signal })

  const questionOf = (prompt: string, request: CompletionRequest): Question => ({
    baseUrl, model, endpoint: options.endpoint, reasoningEffort: options.reasoningEffort, prompt,
    maxTokens: request.maxTokens, temperature: request.temperature, topP: request.topP, topK: request.topK, seed: request.seed,
  })

  const answersTo = async (prompt: string, request: CompletionRequest, signal: AbortSignal): Promise<Completion[]> => {
    const question = questionOf(prompt, request)
    const kept = await cache?.read(question) ?? []
    for (const each of kept) meter.addCached(model, each)
    while (countOf(kept) < request.n) {
      const missing = request.n - countOf(kept)
      const sizes = client.givesSeveral ? [missing] : Array.from({ length: missing }, () => 1)
      const seeds = freeSeeds(request.seed, kept, sizes.length)
      const outcomes = await Promise.allSettled(sizes.map((n, index) => ask(prompt, request, {
        n, seed: seeds[index]!, signal, keep: async more => {
          kept.push({ ...more, seed: seeds[index]! })
          await cache?.write(question, kept)
        },
      })))
      const failures = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }): unknown => reason)
      const fatal = failures.find(failure => failure instanceof CureError)
      if (fatal !== undefined) throw fatal
      if (failures.length > 0 && (signal.aborted || kept.length === 0)) throw failures[0]
      if (failures.length > 0) break
      if (countOf(kept) < request.n) client.givesSeveral = false // It gives one answer whatever it is asked for.
    }
    return kept.flatMap(completionsOf).slice(0, request.n)
  }

  return {
    model,
    complete: async (request, signal) => {
      try {
        return await withOwnSignal(signal, own => {
          setMaxListeners(0, own) // One for every request that waits.
          return Promise.all(request.prompts.map(prompt => answersTo(prompt, request, own)))
        })
      } catch (error) {
        throw apiFault(error, options)
      }
    },
    cached: async request => Promise.all(request.prompts.map(async prompt => await cache?.read(questionOf(prompt, request)) ?? [])),
    settle: async () => {
      closing.abort(new Error('The session is closed.'))
      await Promise.allSettled(underWay)
    },
  }
}

interface Asking {
  readonly n: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly keep: (answered: Answered) => Promise<void>
}

/** Seeds that no kept answer was drawn with: the request's own, then others made of it. */
function freeSeeds(first: number, kept: readonly Kept[], count: number): number[] {
  const used = new Set(kept.map(({ seed }) => seed))
  return Array.from({ length: kept.length + count }, (_, place) => place === 0 ? first : seedOf(first, place)).filter(seed => !used.has(seed)).slice(0, count)
}

function countOf(answered: readonly Answered[]): number {
  return answered.reduce((sum, { answers }) => sum + answers.length, 0)
}

function completionsOf(answered: Answered): Completion[] {
  const counts = tokenCounts(answered)
  return answered.answers.map(({ text, finishReason }, index) => ({
    text, finishReason, promptTokenIds: [], tokenIds: [], logprobs: [], policyVersion: null, tokenCount: counts[index]!,
  }))
}
