import { concatMap, type OperatorFunction, toArray } from 'rxjs'
import type { Batch, Rewarded } from '@cure-ts/records'
import { packBatch, samplesOf } from './pack-batch.ts'

/** What a step's batches have in common. */
export interface BatchConfig {
  /** The softmax temperature of the sampling. */
  readonly temperature: number
  /** From 1. */
  readonly step: number
  /** One update on the samples of both roles; else the coder's and then the tester's. */
  readonly jointUpdate?: boolean
}

/**
 * Collects one step's records and makes its batches when they end: `Rewarded* -> Batch*`.
 *
 * The order of the sequences is that of the task ids, so that it does not depend on the order of arrival. A batch without a
 * sequence is a batch, too: the learner has to count the step.
 */
export function batch(config: BatchConfig): OperatorFunction<Rewarded, Batch> {
  return rewarded$ => rewarded$.pipe(
    toArray(),
    concatMap(records => {
      const sorted = records.toSorted((a, b) => a.taskId < b.taskId ? -1 : Number(a.taskId > b.taskId))
      const coder = sorted.flatMap(record => samplesOf(record, 'coder'))
      const tester = sorted.flatMap(record => samplesOf(record, 'tester'))
      const { step, temperature } = config
      return config.jointUpdate === true
        ? [packBatch([...coder, ...tester], { step, temperature, phase: 'joint', last: true })]
        : [
            packBatch(coder, { step, temperature, phase: 'coder', last: false }),
            packBatch(tester, { step, temperature, phase: 'tester', last: true }),
          ]
    }),
  )
}
