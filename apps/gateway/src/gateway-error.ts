/** What a client is told in OpenAI's form: a status, and `{"error": {"message", "type", "param", "code"}}`. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly status: number
  readonly code: string
  /** The field of the request that is at fault. */
  readonly param: string | null
  /** When to come back. */
  readonly retryAfterSeconds: number | undefined

  constructor(status: number, code: string, message: string, { param = null, retryAfterSeconds }: { param?: string | null, retryAfterSeconds?: number } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.param = param
    this.retryAfterSeconds = retryAfterSeconds
  }

  get body(): { error: { message: string, type: string, param: string | null, code: string } } {
    const { message, status, param, code } = this
    return { error: { message, type: status === 429 ? 'requests' : status < 500 ? 'invalid_request_error' : 'server_error', param, code } }
  }
}

export const outOfTime = () => new GatewayError(504, 'time_limit', 'No answer was found within the time that a request may take; ask again, or give the gateway more with --max-seconds.')
export const isStopping = () => new GatewayError(503, 'stopping', 'The gateway is stopping; ask again when it is back.')
export const upstreamFailed = () => new GatewayError(502, 'upstream_failed', 'The coder, the tester or the sandbox behind the gateway failed; ask again, or see what the gateway logged.')
