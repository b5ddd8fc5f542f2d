import { APIError } from 'openai'
import { CureError } from '@cure-ts/records'
import { requestFault, retryDelayMs, wordsOf } from '../request-fault.ts'
import { AnswerUnreadable } from './answered.ts'

/** Settings that some models refuse, and what to set them to. They are part of a result, so none is left out silently. */
const refused: readonly (readonly [RegExp, string])[] = [
  [/top_k/, 'topK to 0'], [/top_p/, 'topP to 1'], [/temperature/, 'temperature to 1'], [/reasoning_effort|reasoning effort/i, 'reasoningEffort to null'],
]

/** As {@link retryDelayMs}; an answer that is none is asked for again, and an account without credit is not. */
export function apiDelayMs(error: unknown, attempt: number): number | null {
  if (isUnreadable(error)) return 500 * 2 ** Math.min(attempt, 4)
  return isOutOfCredit(error) ? null : retryDelayMs(error, attempt)
}

/** A final error in one sentence: a CureError where the settings or the account are at fault, since then no request can succeed. */
export function apiFault(error: unknown, at: { baseUrl: string, model: string, timeoutMs: number, apiKey?: string | undefined }): unknown {
  const { baseUrl, model, apiKey } = at
  if (isUnreadable(error)) {
    return new Error(`The server at ${baseUrl} gave no answer that can be read (${wordsOf(error, apiKey).replace(/\.$/, '')}).`, { cause: error })
  }
  if (!(error instanceof APIError)) return error
  const said = wordsOf(error, apiKey)
  if (isOutOfCredit(error)) return new CureError(`The account at ${baseUrl} has no credit left (${said}); add some, then start again.`, { cause: error })
  if (error.status === 400 || error.status === 422) {
    const found = refused.find(([pattern]) => pattern.test(said))
    if (found !== undefined) return new CureError(`${model} at ${baseUrl} refuses a setting (${said}); set ${found[1]}.`, { cause: error })
    if (/chat template/i.test(said)) return new CureError(`${model} at ${baseUrl} is no chat model (${said}); set endpoint to completions.`, { cause: error })
  }
  return requestFault(error, at)
}

/** Its body is no JSON, or no answer. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof AnswerUnreadable || (error as Error).name === 'SyntaxError'
}

function isOutOfCredit(error: unknown): boolean {
  return error instanceof APIError && (error.status === 402 || error.code === 'insufficient_quota')
}
