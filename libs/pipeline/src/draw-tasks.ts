import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { seedOf } from '@cure-ts/sampling'

/** Which draw of a run. */
export interface Draw {
  readonly tasksPerStep: number
  readonly seed: number
  /** From 1. */
  readonly step: number
}

/**
 * The tasks of one step: tasks are shuffled anew every epoch and dealt out in turn, so that each is seen once an epoch.
 * A pure function of its arguments: a resumed run draws what an unbroken one would have drawn.
 */
export function drawTasks<T>(tasks: readonly T[], { tasksPerStep, seed, step }: Draw): T[] {
  const first = (step - 1) * tasksPerStep
  const drawn: T[] = []
  let epoch = -1
  let order: T[] = []
  for (let position = first; position < first + tasksPerStep; position++) {
    const itsEpoch = Math.floor(position / tasks.length)
    if (itsEpoch !== epoch) {
      epoch = itsEpoch
      order = shuffle(tasks, seed, epoch)
    }
    drawn.push(order[position % tasks.length]!)
  }
  return drawn
}

/** An epoch's order (Fisher-Yates). */
export function shuffle<T>(items: readonly T[], seed: number, epoch: number): T[] {
  const random = xoroshiro128plus(seedOf(seed, 'epoch', epoch))
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last)
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}
