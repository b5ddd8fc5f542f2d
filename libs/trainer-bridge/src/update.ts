import { concatMap, type OperatorFunction } from 'rxjs'
import type { Batch } from '@cure-ts/records'
import { abortable } from '@cure-ts/stream'
import type { Learner, StepDone } from './learner.ts'

/** Trains on batches in their order, one at a time: `Batch -> StepDone`. */
export function update(learner: Pick<Learner, 'update'>): OperatorFunction<Batch, StepDone> {
  return batches$ => batches$.pipe(concatMap(batch => abortable(signal => learner.update(batch, signal))))
}
