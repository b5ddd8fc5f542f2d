/**
 * A fault of ours or of what we were given (never of a candidate program: that is data).
 * The message is one sentence that says what is wrong and what to do; commands print it and exit with 2.
 */
export class CureError extends Error {
  override readonly name: string = 'CureError'
}
