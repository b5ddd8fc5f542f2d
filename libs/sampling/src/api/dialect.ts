/** In what OpenAI-compatible servers differ without another meaning; what one refuses is found out by asking. */
export interface Dialect {
  /** How the limit is called. */
  readonly limit: 'max_tokens' | 'max_completion_tokens'
  /** Whether it takes a seed. */
  readonly seed: boolean
  /** Whether it gives several answers to one request. */
  readonly several: boolean
}

export const commonDialect: Dialect = { limit: 'max_tokens', seed: true, several: true }

/** @returns the dialect to try next after a refusal; null where the refusal is about something else */
export function nextDialect(dialect: Dialect, refusal: string): Dialect | null {
  if (dialect.limit === 'max_tokens' && /max_completion_tokens/.test(refusal)) return { ...dialect, limit: 'max_completion_tokens' }
  if (dialect.seed && /\bseed\b/.test(refusal)) return { ...dialect, seed: false }
  if (dialect.several && /['"`]n['"`]|\bn (must|should|has to|is|>|=)/.test(refusal)) return { ...dialect, several: false }
  return null
}
