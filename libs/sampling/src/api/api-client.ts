import { APIError, OpenAI } from 'openai'
import type { CompletionRequest } from '../completion.ts'
import { patientFetch } from '../patient-fetch.ts'
import { withOwnSignal } from '../with-own-signal.ts'
import { type Answered, readAnswered } from './answered.ts'
import type { ApiCompleterOptions } from './api-completer.ts'
import { commonDialect, type Dialect, nextDialect } from './dialect.ts'
import { type Endpoint, findEndpoint } from './find-endpoint.ts'
import { requestBody } from './request-body.ts'

type ClientOptions = Pick<ApiCompleterOptions, 'baseUrl' | 'model' | 'apiKey' | 'timeoutMs' | 'endpoint' | 'reasoningEffort'>

/** One server, in the dialect that it was found to speak. */
export class ApiClient {
  readonly #options: ClientOptions
  readonly #client: OpenAI
  #dialect: Dialect = commonDialect
  #endpoint: Promise<Endpoint> | undefined

  constructor(options: ClientOptions) {
    this.#options = options
    const { baseUrl, apiKey = 'none', timeoutMs } = options
    this.#client = new OpenAI({ baseURL: baseUrl, apiKey, organization: null, project: null, logLevel: 'off', timeout: timeoutMs, maxRetries: 0, fetch: patientFetch })
  }

  /** Whether several answers may be asked for in one request. */
  get givesSeveral(): boolean {
    return this.#dialect.several
  }

  set givesSeveral(several: boolean) {
    this.#dialect = { ...this.#dialect, several }
  }

  /**
   * Posts one request; where the server refuses a part of it that can be said otherwise, again without it.
   *
   * @throws APIError, AnswerUnreadable or SyntaxError, see `api-fault.ts`
   */
  async post(prompt: string, request: CompletionRequest, signal: AbortSignal | undefined): Promise<Answered> {
    const { model, reasoningEffort } = this.#options
    const endpoint = await (this.#endpoint ??= this.#findEndpoint())
    const spoken = this.#dialect
    const { path, body } = requestBody(request, prompt, { model, endpoint, reasoningEffort }, spoken)
    const send = (own?: AbortSignal) => this.#client.post(path, { body, ...(own && { signal: own }) })
    try {
      return readAnswered(await (signal === undefined ? send() : withOwnSignal(signal, send)), prompt)
    } catch (error) {
      const next = error instanceof APIError && (error.status === 400 || error.status === 422) ? nextDialect(spoken, error.message) : null
      if (next === null) throw error
      if (this.#dialect === spoken) this.#dialect = next // Else another request has found it out.
      return this.post(prompt, this.givesSeveral ? request : { ...request, n: 1 }, signal)
    }
  }

  #findEndpoint(): Promise<Endpoint> {
    const { endpoint, baseUrl, apiKey = 'none' } = this.#options
    return endpoint === 'auto' ? findEndpoint(baseUrl, apiKey) : Promise.resolve(endpoint)
  }
}
