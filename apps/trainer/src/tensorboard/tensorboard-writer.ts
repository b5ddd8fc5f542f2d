import type { TrainEvent } from '@cure-ts/pipeline'
import { EventFile } from './event-file.ts'
import { scalarsOf } from './scalars-of.ts'

/**
 * Writes what it is told of a run for TensorBoard. Where that fails it says so once and writes no more: a run does not end for its pictures.
 *
 * @param folder is made with the first event
 */
export function tensorboardWriter(folder: string, onLog: (line: string) => void): (event: TrainEvent) => void {
  let file: EventFile | undefined
  let hasFailed = false
  return event => {
    if (hasFailed) return
    // An evaluation belongs to a step that was trained before, and whose figures stay.
    const { step, first } = event.type === 'step' ? { step: event.report.step, first: event.report.step } : { step: event.evaluation.step, first: event.evaluation.step + 1 }
    try {
      file ??= new EventFile(folder, first)
      file.write(step, scalarsOf(event))
    } catch (error) {
      hasFailed = true
      onLog(`${folder}: cannot be written (${(error as NodeJS.ErrnoException).code}); the run goes on without TensorBoard.`)
    }
  }
}
