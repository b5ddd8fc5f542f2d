import { TraceEvent } from '@cure-ts/agentic'
import { fileSource, readRecords } from '@cure-ts/records'

/** The events of each task of a trace file, when its end is read. */
export async function* readTrace(path: string): AsyncGenerator<TraceEvent[]> {
  const open = new Map<string, TraceEvent[]>()
  for await (const event of readRecords(TraceEvent, fileSource(path))) {
    const events = open.get(event.taskId) ?? []
    events.push(event)
    open.set(event.taskId, events)
    if (event.event !== 'end') continue
    open.delete(event.taskId)
    yield events
  }
}
