// Strikes real runs of the pocket model at every stage of a step, and holds what comes of them to an undisturbed run: the same weights, bit for
// bit, the same reports, and each batch once. npx nx run trainer:faults; a part of it: npx nx run trainer:faults -- --only 'killed Node'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { points } from './points.mjs'
import { strike, undisturbed } from './strike.mjs'
import { worlds } from './worlds.mjs'

const { values: { only } } = parseArgs({ options: { only: { type: 'string' } } })
const chosen = points.filter(({ name }) => only === undefined || new RegExp(only).test(name))
const folder = mkdtempSync(join(tmpdir(), 'cure-faults-'))
const baselines = new Map()
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130)) // What was started ends with us.
process.once('exit', () => {
  for (const place of mounted) execFileSync('umount', ['--lazy', place])
  rmSync(folder, { recursive: true, force: true })
})
const mounted = new Set()
const diskBytes = 128 << 20
let struck = 0
let failed = 0

for (const [index, point] of chosen.entries()) {
  const place = join(folder, String(index))
  const lacking = worlds[point.world].lacking ?? (point.disk === true ? mountSmall(place) : undefined)
  if (lacking !== undefined) {
    console.log(`skipped: ${point.name}: ${lacking}.`)
    continue
  }
  const began = performance.now()
  struck += 1
  try {
    const done = await strike(point, place, await baselineOf(point.world))
    console.log(`${point.name}: ${done}, weights equal (${Math.round((performance.now() - began) / 1000)} s)`)
  } catch (error) {
    failed += 1
    console.log(`FAILED: ${point.name}: ${error.message}\n${error.stack}`)
  }
  if (mounted.delete(place)) execFileSync('umount', ['--lazy', place])
  rmSync(place, { recursive: true, force: true })
}
console.log(`${struck - failed} of ${struck} points met`)
process.exit(failed === 0 && struck > 0 ? 0 : 1)

async function baselineOf(world) {
  const { baseline } = worlds[world]
  if (!baselines.has(baseline)) baselines.set(baseline, await undisturbed(join(folder, 'undisturbed'), baseline))
  return baselines.get(baseline)
}

/** @returns why there can be no small disk here */
function mountSmall(place) {
  mkdirSync(place, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', place], { stdio: 'ignore' })
    mounted.add(place)
  } catch {
    return 'a small disk can only be mounted by root, outside a container that forbids it'
  }
}
