// Every point at which something is struck: where a run is, what happens to it there, and what has to come of it.
import { connectionPoints } from './points/connection.mjs'
import { diskPoints } from './points/disk.mjs'
import { killPoints } from './points/kills.mjs'

/**
 * - `name`: what happened, for people
 * - `world`: a name of `worlds`
 * - `moment`: where the run is held while `strike` is at work, see `hold`
 * - `strike(struck)`: does it; the run is released afterwards
 * - `goesOn`: whether the run ends well by itself (`perhaps`: it may); else it has to be resumed
 * - `says`: what it says then (nothing, where it need not and does end well)
 * - `repair(struck)`: what a person does before resuming
 * - `resumesAtOnce`: resumed while the learner of the run before is still held
 */
export const points = [...killPoints, ...connectionPoints, ...diskPoints]
