import { bufferCount, concatMap, mergeMap, type OperatorFunction } from 'rxjs'
import type { Sampled, Task } from '@cure-ts/records'
import { abortable } from '@cure-ts/stream'
import { sampleGroup, type SamplingPort, type SamplingStep } from './sample-group.ts'

/**
 * Samples programs and unit tests for tasks: `Task -> Sampled`, one for one, in order of completion.
 *
 * `promptsPerRequest` tasks, in order of arrival, share a request for their programs and one for their tests; such a group closes when it
 * is full or when the source ends. (So a source that waits for results has to let that many tasks in first.) At most
 * `concurrency` groups are in work.
 *
 * A request that fails for good makes samples with `failure`, never an error of the stream; an error is a CureError of the configuration.
 * Unsubscribing aborts the requests.
 */
export function sample(config: SamplingStep, port: SamplingPort): OperatorFunction<Task, Sampled> {
  return tasks$ => tasks$.pipe(
    bufferCount(config.promptsPerRequest),
    mergeMap(group => abortable(signal => sampleGroup(group, config, port, signal)), config.concurrency),
    concatMap(group => group),
  )
}
