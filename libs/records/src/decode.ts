import * as Exit from 'effect/Exit'
import * as Schema from 'effect/Schema'
import * as SchemaIssue from 'effect/SchemaIssue'
import * as Cause from 'effect/Cause'
import { CureError } from './cure-error.ts'

/** Bad input: its message names the place (file and line), the field and what was expected. */
export class RecordError extends CureError {
  override readonly name = 'RecordError'
  readonly place: string
  /** Path of the field, e.g. `tests.3.input`; empty for the record itself. */
  readonly field: string

  constructor(place: string, field: string, expected: string) {
    super(`${place}: ${field === '' ? '' : `field ${field}: `}${expected}.`)
    this.place = place
    this.field = field
  }
}

const formatIssue = SchemaIssue.makeFormatterStandardSchemaV1()

/** Makes a decoder that throws {@link RecordError}; `place` says where the value came from, e.g. `tasks.jsonl:3`. */
export function decoder<S extends Schema.ConstraintDecoder<unknown>>(schema: S): (value: unknown, place: string) => S['Type'] {
  const decode = Schema.decodeUnknownExit(schema)
  return (value, place) => {
    const exit = decode(value)
    if (Exit.isSuccess(exit)) return exit.value
    const error = Cause.squash(exit.cause)
    if (!Schema.isSchemaError(error)) throw error
    const [issue] = formatIssue(error.issue).issues
    const field = (issue?.path ?? []).map(key => String(typeof key === 'object' ? key.key : key)).join('.')
    throw new RecordError(place, field, shorten(issue?.message ?? 'Not as expected').replace('Missing key', 'Required and missing'))
  }
}

/** One line of at most 200 characters: a value that is quoted in a message may be a whole program. */
function shorten(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').replace(/\.$/, '')
  return line.length <= 200 ? line : `${line.slice(0, 197)}...`
}
