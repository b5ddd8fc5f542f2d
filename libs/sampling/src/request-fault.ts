import { types } from 'node:util'
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { CureError } from '@cure-ts/records'
import { PromptRefused } from './completion.ts'

/** A server may ask for a longer wait than a run can afford. */
const longestDelayMs = 60_000

/**
 * How long to wait before a request is repeated: what the server's Retry-After says, at most a minute; else half a second, doubled
 * with every attempt up to eight, less up to a quarter by chance, so that many clients do not come back at once.
 *
 * @returns null where repeating is of no use
 */
export function retryDelayMs(error: unknown, attempt: number): number | null {
  if (!isPassing(error)) return null
  const backoffMs = Math.min(500 * 2 ** attempt, 8000) * (1 - Math.random() / 4)
  return Math.min(retryAfterMs(error.headers?.get('retry-after')) ?? backoffMs, longestDelayMs)
}

/** Whether the same request may succeed later. */
export function isPassing(error: unknown): error is APIError {
  if (!(error instanceof APIError)) return false
  const { status } = error
  return error instanceof APIConnectionError || status === 408 || status === 409 || status === 429 || (status ?? 0) >= 500
}

/** The header's value is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(value: string | null | undefined): number | null {
  if (value == null) return null
  const seconds = Number(value)
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

/** A server's words on one line, without our key, which some servers repeat: they go to logs and records. */
export function wordsOf(error: Error, apiKey: string | undefined): string {
  const line = error.message.replaceAll(/\s+/g, ' ')
  return (apiKey === undefined ? line : line.replaceAll(apiKey, '(our key)')).slice(0, 300)
}

/** No server of the policy can be reached: nothing more can be sampled. */
export class SamplersDown extends CureError {
  constructor(servers: readonly { readonly baseUrl: string, readonly reason: string, readonly since: Date }[]) {
    const each = servers.map(({ baseUrl, reason, since }) => `${baseUrl} (${reason}, since ${since.toISOString()})`)
    super(`${each.length === 1 ? 'The sampler' : 'No sampler'} can${each.length === 1 ? 'not' : ''} be reached: ${each.join(', ')}; start ${each.length === 1 ? 'it' : 'them'} there, then start again (a run with --resume).`)
  }
}

/** What happened, in a word or two: a status, or the code of a lost connection. */
export function reasonOf(error: APIError): string {
  if (error instanceof APIConnectionTimeoutError) return 'no answer in time'
  return error instanceof APIConnectionError ? causeOf(error) : `status ${error.status}`
}

/** A final error in one sentence: a CureError where the configuration is at fault, since then no request can succeed. */
export function requestFault(error: unknown, { baseUrl, model, timeoutMs, apiKey }: { baseUrl: string, model: string, timeoutMs: number, apiKey?: string | undefined }): unknown {
  if (!(error instanceof APIError)) return error
  const said = wordsOf(error, apiKey)
  if (error instanceof APIConnectionTimeoutError) return new Error(`The sampler at ${baseUrl} did not answer within ${timeoutMs / 1000} s.`, { cause: error })
  if (error instanceof APIConnectionError) return new Error(`The sampler at ${baseUrl} cannot be reached (${causeOf(error)}).`, { cause: error })
  switch (error.status) {
    case 401:
    case 403:
      return new CureError(`The sampler at ${baseUrl} refuses the API key (${said}); give the right one.`, { cause: error })
    case 404:
      return new CureError(`The sampler at ${baseUrl} does not serve model ${model} there (${said}); check the address, which usually ends in /v1, and the model's name.`, { cause: error })
    case 400:
      if (/return_token_ids|top_k|add_special_tokens|min_p|_penalty/.test(said)) {
        return new CureError(`The sampler at ${baseUrl} does not know a parameter that training needs (${said}); use vLLM 0.10.2 or later.`, { cause: error })
      }
      return new PromptRefused(`The sampler at ${baseUrl} answered ${said}.`, { cause: error })
    case 413:
    case 422:
      return new PromptRefused(`The sampler at ${baseUrl} answered ${said}.`, { cause: error })
  }
  return new Error(`The sampler at ${baseUrl} answered ${said}.`, { cause: error })
}

/** The innermost cause is the one that says what happened, e.g. ECONNREFUSED; undici's own codes say less than its words. */
function causeOf(error: Error): string {
  const inner = error.cause
  if (types.isNativeError(inner)) return causeOf(inner)
  const { code } = error as NodeJS.ErrnoException
  return code === undefined || code.startsWith('UND_ERR') ? error.message : code
}
