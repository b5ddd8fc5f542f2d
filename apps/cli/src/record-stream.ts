import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { SingleBar } from 'cli-progress'
import { CureError, fileSource, readRecords, recordWriter, type RecordSource } from '@cure-ts/records'
import { concatMap, defer, finalize, lastValueFrom, type OperatorFunction, tap } from 'rxjs'
import { pullThrough } from '@cure-ts/stream'
import type * as Schema from 'effect/Schema'

export interface RecordFlags {
  readonly in?: string
  readonly out?: string
  readonly onError?: string
}

/** `--in` or standard input. */
export function inputOf(flags: RecordFlags): RecordSource {
  if (flags.in !== undefined) return fileSource(flags.in)
  if (process.stdin.isTTY) throw new CureError('Nothing to read: pipe records into the command, or name a file with --in.')
  return { name: 'standard input', chunks: process.stdin as AsyncIterable<Uint8Array> }
}

/** Reads records; with `--on-error skip` bad ones are reported on standard error and counted, else the first one ends the command. */
export async function* readInput<S extends Schema.ConstraintDecoder<unknown>>(schema: S, source: RecordSource, flags: RecordFlags): AsyncGenerator<S['Type']> {
  let skipped = 0
  const skip = (error: Error) => {
    skipped += 1
    process.stderr.write(`skipped: ${error.message}\n`)
  }
  yield* readRecords(schema, source, flags.onError === 'skip' ? skip : undefined)
  if (skipped > 0) process.stderr.write(`${skipped} bad records skipped.\n`)
}

/**
 * Drives records through a stage to `--out` or standard output; what was written stays, also when a later record is bad.
 *
 * @param inFlight records inside the stage at once
 */
export async function runStage<T, S extends Schema.ConstraintEncoder<unknown>>(
  name: string,
  records: AsyncIterable<T>,
  stage: OperatorFunction<T, S['Type']>,
  output: S,
  flags: RecordFlags,
  inFlight: number,
): Promise<void> {
  const out: Writable = flags.out === undefined ? process.stdout : createWriteStream(flags.out)
  const write = recordWriter(output, out)
  const progress = startProgress(name)
  const results = defer(() => pullThrough(records, stage, inFlight)).pipe(
    concatMap(record => write(record)),
    tap(() => progress.increment()),
    finalize(() => progress.stop()),
  )
  try {
    await lastValueFrom(results, { defaultValue: undefined })
  } finally {
    if (flags.out !== undefined) await new Promise(resolve => out.end(resolve))
  }
}

/** A count of the records done, on standard error where it is a terminal. */
function startProgress(name: string): SingleBar {
  const bar = new SingleBar({ format: `${name} | {value} records | {duration_formatted}`, stream: process.stderr, noTTYOutput: false, clearOnComplete: true })
  if (process.stderr.isTTY) bar.start(0, 0)
  return bar
}
