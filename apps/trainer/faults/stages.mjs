// Our stages, each of which can be held before its first record of a step; `stages` of the configuration names them.
import { concatMap, pipe } from 'rxjs'
import * as matrix from '@cure-ts/matrix'
import * as rewards from '@cure-ts/rewards'
import * as sampling from '@cure-ts/sampling'
import * as sandbox from '@cure-ts/sandbox'
import * as trainerBridge from '@cure-ts/trainer-bridge'
import { hold } from './hold.mjs'

/** A stage is made once a step; a resumed run, whose steps begin later, is never held. */
function held(name, stage) {
  let step = 0
  return (...args) => {
    step += 1
    const moment = `${name}:${step}`
    return pipe(heldAt(moment), stage(...args), heldAt(`after-${moment}`))
  }
}

const heldAt = moment => concatMap(async item => {
  await hold(moment)
  return item
})

export const sample = held('sample', sampling.sample)
export const execute = held('execute', sandbox.execute)
export const tabulate = held('tabulate', matrix.tabulate)
export const reward = held('reward', rewards.reward)
export const batch = held('batch', trainerBridge.batch)
export const update = held('update', trainerBridge.update)
