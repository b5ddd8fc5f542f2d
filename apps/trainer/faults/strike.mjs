// One point: a run that is held, struck, goes on or is resumed, and is compared with an undisturbed one.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkSame, outcomeOf } from './outcome.mjs'
import { untilGone } from './processes.mjs'
import { argumentsOf, startTraining } from './training.mjs'
import { worlds } from './worlds.mjs'

/** What an undisturbed run in a world comes to. */
export async function undisturbed(folder, worldName) {
  mkdirSync(folder, { recursive: true })
  const world = await worlds[worldName].make(folder)
  try {
    const { run, begin } = argumentsOf(folder, world.config)
    await untilDone(startTraining(folder, begin, undefined, world.env))
    return outcomeOf(run)
  } finally {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @returns what the run did in the end: `went on` or `resumed`
 * @throws Error where it did neither, said something else, left a process behind, or came to something else
 */
export async function strike(point, folder, expected) {
  mkdirSync(folder, { recursive: true })
  const world = await worlds[point.world].make(folder, point.moment)
  let training
  try {
    const { run, begin, resume } = argumentsOf(folder, world.config)
    training = startTraining(folder, begin, point.moment ?? undefined, world.env)
    const heldPid = point.moment === null ? training.pid : await training.untilHeld()
    const others = training.others().map(({ pid }) => pid)
    const struck = { training, heldPid, world, folder, run, release: training.release }
    await point.strike(struck)
    if (point.resumesAtOnce !== true) training.release()
    const { code, said } = await training.ended()
    const goesOn = point.goesOn === 'perhaps' ? code === 0 : point.goesOn === true
    if (point.says !== undefined && !(goesOn && point.goesOn === 'perhaps')) assert.match(said, point.says)
    assert.doesNotMatch(said, /Unexpected fault|^\s+at .*:\d+:\d+/m)
    if (goesOn) assert.equal(code, 0, said)
    else {
      assert.notEqual(code, 0, said)
      await point.repair?.(struck)
      if (point.resumesAtOnce !== true) await untilGone(others)
      const resumed = startTraining(folder, resume, undefined, world.env)
      if (point.resumesAtOnce === true) {
        await resumed.untilSaid(/connecting to the learner/)
        await sleep(3000)
        training.release()
      }
      await untilDone(resumed)
    }
    await untilGone(others)
    checkSame(outcomeOf(run), expected)
    return goesOn ? 'went on' : 'resumed'
  } finally {
    training?.kill()
    training?.release()
    await world.close()
  }
}

async function untilDone(training) {
  const { code, said } = await training.ended()
  assert.equal(code, 0, said)
}
