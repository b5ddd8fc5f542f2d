import { createReadStream } from 'node:fs'
import { CureError } from './cure-error.ts'
import { decoder, RecordError } from './decode.ts'
import type * as Schema from 'effect/Schema'

/** Where records come from: `name` stands in errors, `chunks` are UTF-8 bytes. */
export interface RecordSource {
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
}

/** A file as a {@link RecordSource}; that it cannot be read shows as a {@link CureError} at the first read. */
export function fileSource(path: string): RecordSource {
  return { name: path, chunks: readFile(path) }
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new CureError(`${path}: cannot be read (${code}); check the path.`, { cause: error })
  }
}

/**
 * Reads JSONL (one record a line, blank lines are passed over) or one JSON array, told apart by the first character.
 * Lines are decoded as they arrive; an array is held in memory as a whole.
 *
 * @param onError called for every bad record, which is then skipped; without it the first bad record is thrown.
 * @throws RecordError naming the file, the line (or the element, from 1), the field and what was expected.
 */
export async function* readRecords<S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  source: RecordSource,
  onError?: (error: RecordError) => void,
): AsyncGenerator<S['Type']> {
  const decode = decoder(schema)
  for await (const { place, parse } of jsonValues(source)) {
    let record: S['Type']
    try {
      record = decode(parse(), place)
    } catch (error) {
      if (!(error instanceof RecordError) || onError === undefined) throw error
      onError(error)
      continue
    }
    yield record
  }
}

interface JsonValue {
  readonly place: string
  /** Throws RecordError where the text is no JSON. */
  readonly parse: () => unknown
}

async function* jsonValues(source: RecordSource): AsyncGenerator<JsonValue> {
  let lineNumber = 0
  let isArray: boolean | undefined
  const arrayLines: string[] = []
  for await (const line of lines(source.chunks)) {
    lineNumber += 1
    isArray ??= line.trim() === '' ? undefined : line.trimStart().startsWith('[')
    if (isArray === true) arrayLines.push(line)
    else if (line.trim() !== '') yield jsonValue(line, `${source.name}:${lineNumber}`)
  }
  if (isArray !== true) return
  const elements = jsonValue(arrayLines.join('\n'), source.name).parse() as unknown[]
  for (const [index, element] of elements.entries()) yield { place: `${source.name}: element ${index + 1}`, parse: () => element }
}

function jsonValue(text: string, place: string): JsonValue {
  return {
    place,
    parse: () => {
      try {
        return JSON.parse(text) as unknown
      } catch (error) {
        throw new RecordError(place, '', `expected JSON, but ${(error as Error).message.replaceAll(/\s+/g, ' ')}`)
      }
    },
  }
}

/** Splits at line feeds only: node:readline also splits at U+2028, which may stand inside a JSON string. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const utf8 = new TextDecoder()
  let pending: string[] = []
  for await (const chunk of chunks) {
    const parts = utf8.decode(chunk, { stream: true }).split('\n')
    const last = parts.pop()!
    for (const part of parts) {
      pending.push(part)
      yield pending.join('')
      pending = []
    }
    pending.push(last)
  }
  const rest = pending.join('') + utf8.decode()
  if (rest !== '') yield rest
}
