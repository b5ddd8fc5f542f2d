import { concatMap, type OperatorFunction, tap } from 'rxjs'
import * as Schema from 'effect/Schema'
import { replay, type TraceEvent } from '@cure-ts/agentic'
import { CureError } from '@cure-ts/records'
import { abortable } from '@cure-ts/stream'
import { type RecordFlags, runStage } from '../record-stream.ts'
import { readTrace } from './read-trace.ts'

const Replayed = Schema.Struct({ taskId: Schema.String, decisions: Schema.Int, same: Schema.Boolean })

/**
 * Replays every task of a trace file, and writes a line for each.
 *
 * @throws CureError at the end where a task was decided otherwise
 */
export async function replayTrace(path: string, flags: RecordFlags): Promise<void> {
  let other = 0
  const stage: OperatorFunction<TraceEvent[], typeof Replayed.Type> = source => source.pipe(
    concatMap(events => abortable(signal => replay(events, signal))),
    tap(({ same }) => { if (!same) other += 1 }),
  )
  await runStage('replay', readTrace(path), stage, Replayed, flags, 1)
  if (other > 0) throw new CureError(`${other} tasks were decided otherwise than in ${path}; the trace was made by another version.`)
}
