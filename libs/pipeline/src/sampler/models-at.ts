import * as Option from 'effect/Option'
import * as Schema from 'effect/Schema'

const limitMs = 2_000

/** The names that a server lists, none where it refuses to; null: there is no server. */
export async function modelsAt({ baseUrl, apiKey }: { readonly baseUrl: string, readonly apiKey?: string | undefined }): Promise<string[] | null> {
  try {
    const response = await fetch(`${baseUrl}/models`, { signal: AbortSignal.timeout(limitMs), ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }) })
    const body = await response.text()
    return response.status < 500 ? namesIn(body) : null
  } catch {
    return null
  }
}

const decodeModels = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ data: Schema.Array(Schema.Struct({ id: Schema.String })) })))

function namesIn(body: string): string[] {
  return Option.match(decodeModels(body), { onNone: () => [], onSome: ({ data }) => data.map(({ id }) => id) })
}
