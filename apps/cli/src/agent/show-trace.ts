import { writeFile } from 'node:fs/promises'
import { CureError } from '@cure-ts/records'
import { readTrace } from './read-trace.ts'
import { renderTracePage, renderTraceText } from './render-trace.ts'
import { describeCorrect } from './trace-sections.ts'

/**
 * Shows one task's run of a trace as text or as a page, or lists the trace's tasks.
 *
 * @throws CureError where the trace has no whole run of the task
 */
export async function showTrace(path: string, task: string | undefined, html: string | undefined): Promise<void> {
  if (task === undefined && html !== undefined) throw new CureError('--html shows one task of a trace: say which with --task.')
  for await (const events of readTrace(path)) {
    const end = events.at(-1)!
    if (end.event !== 'end') continue
    if (task === undefined) process.stdout.write(`${end.taskId}  ${end.pipeline}, ${end.endedBy}, ${describeCorrect(end.correct)}, ${end.calls} calls, ${end.seconds.toFixed(1)} s\n`)
    if (end.taskId !== task) continue
    if (html === undefined) process.stdout.write(renderTraceText(events))
    else {
      await writeFile(html, renderTracePage(`${path}, task ${task}`, events))
      process.stdout.write(`Wrote task ${task} to ${html}.\n`)
    }
    return
  }
  if (task !== undefined) throw new CureError(`${path}: has no whole run of task ${task}; leave --task out to list its tasks.`)
}
