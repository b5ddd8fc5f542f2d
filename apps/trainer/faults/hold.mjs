// A process that comes to a moment of a run, such as `execute:2` (before a stage of a step), says so and waits there.
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const limitMs = 600_000

/** Of a held run: who came to the moment, and whether it may go on. */
export const reachedFile = folder => join(folder, 'reached')
export const goFile = folder => join(folder, 'go')

/** Waits, the first time, where FAULT_MOMENT is this one. */
export async function hold(moment, { FAULT_MOMENT: chosen, FAULT_FOLDER: folder } = process.env) {
  if (moment !== chosen || existsSync(reachedFile(folder))) return
  writeFileSync(`${reachedFile(folder)}.tmp`, String(process.pid))
  renameSync(`${reachedFile(folder)}.tmp`, reachedFile(folder))
  await until(() => existsSync(goFile(folder)), `${moment} to be left`)
}

/** @throws where a condition does not come true in ten minutes */
export async function until(isTrue, what, waitMs = limitMs) {
  const began = performance.now()
  while (!isTrue()) {
    if (performance.now() - began > waitMs) throw new Error(`Waited ${waitMs / 1000} s in vain for ${what}.`)
    await sleep(50)
  }
}
