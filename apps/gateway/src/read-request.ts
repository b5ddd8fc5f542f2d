import * as Schema from 'effect/Schema'
import { decoder, RecordError } from '@cure-ts/records'
import { GatewayError } from './gateway-error.ts'

export const kinds = ['chat', 'completion'] as const
export type Kind = typeof kinds[number]

export interface Message {
  readonly role: string
  readonly content: string
}

/** A request to `/v1/chat/completions` or `/v1/completions`, as far as the gateway reads it. */
export interface Asked {
  readonly kind: Kind
  readonly model: string
  /** A chat's messages; a completion's prompt is one of the user. */
  readonly messages: readonly Message[]
  readonly maxTokens: number | null
  readonly temperature: number | null
  readonly topP: number | null
  readonly seed: number | null
  readonly stop: readonly string[]
  readonly stream: boolean
  /** Whether a stream ends with a chunk that holds the usage. */
  readonly includeUsage: boolean
}

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const only = <const Value extends number | boolean>(value: Value) => optional(Schema.Literal(value))
const tokens = Schema.Int.check(Schema.isGreaterThan(0))
const none = optional(Schema.Array(Schema.Never))
const settings = {
  model: Schema.String,
  max_tokens: optional(tokens),
  temperature: optional(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 2 }))),
  top_p: optional(Schema.Finite.check(Schema.isGreaterThan(0), Schema.isLessThanOrEqualTo(1))),
  seed: optional(Schema.Int),
  stop: optional(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  stream: optional(Schema.Boolean),
  stream_options: optional(Schema.Struct({ include_usage: optional(Schema.Boolean) })),
  n: only(1),
}
const Text = Schema.Struct({ type: Schema.Literal('text'), text: Schema.String })
const Chat = Schema.Struct({
  ...settings,
  max_completion_tokens: optional(tokens),
  messages: Schema.NonEmptyArray(Schema.Struct({
    role: Schema.Literals(['system', 'developer', 'user', 'assistant']),
    content: Schema.Union([Schema.String, Schema.Array(Text)]),
  })),
  logprobs: only(false),
  tools: none,
})
const Completion = Schema.Struct({ ...settings, prompt: Schema.String, best_of: only(1), echo: only(false), suffix: optional(Schema.Literal('')) })
const [decodeChat, decodeCompletion] = [decoder(Chat), decoder(Completion)]

/**
 * Reads a request's body. Fields that change nothing here are passed over; those that ask for what the gateway does not do are refused.
 *
 * @throws GatewayError 400, which names the field
 */
export function readRequest(kind: Kind, body: unknown): Asked {
  try {
    return kind === 'chat' ? readChat(body) : readCompletion(body)
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    throw new GatewayError(400, 'invalid_request', error.message, { param: error.field === '' ? null : error.field })
  }
}

function readChat(body: unknown): Asked {
  const { messages, max_completion_tokens, ...rest } = decodeChat(body, 'The request')
  return {
    kind: 'chat',
    messages: messages.map(({ role, content }) => ({ role, content: typeof content === 'string' ? content : content.map(({ text }) => text).join('') })),
    ...settingsOf(rest),
    maxTokens: max_completion_tokens ?? rest.max_tokens ?? null,
  }
}

function readCompletion(body: unknown): Asked {
  const { prompt, ...rest } = decodeCompletion(body, 'The request')
  return { kind: 'completion', messages: [{ role: 'user', content: prompt }], ...settingsOf(rest) }
}

function settingsOf({ model, max_tokens, temperature, top_p, seed, stop, stream, stream_options }: Omit<typeof Completion.Type, 'prompt'>) {
  return {
    model,
    maxTokens: max_tokens ?? null,
    temperature: temperature ?? null,
    topP: top_p ?? null,
    seed: seed ?? null,
    stop: typeof stop === 'string' ? [stop] : stop ?? [],
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
  }
}
