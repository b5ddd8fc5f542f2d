import { once } from 'node:events'
import type { Writable } from 'node:stream'
import * as Schema from 'effect/Schema'

/** Makes a function from a record to its JSONL line, line feed included. */
export function lineEncoder<S extends Schema.ConstraintEncoder<unknown>>(schema: S): (record: S['Type']) => string {
  const encode = Schema.encodeUnknownSync(schema)
  return record => `${JSON.stringify(encode(record))}\n`
}

/** Writes records as JSONL; resolves when the stream takes more, so that a slow reader slows the writer down. */
export function recordWriter<S extends Schema.ConstraintEncoder<unknown>>(schema: S, out: Writable): (record: S['Type']) => Promise<void> {
  const encode = lineEncoder(schema)
  return async record => {
    if (!out.write(encode(record))) await once(out, 'drain')
  }
}
