// `npm test`: sets up what is missing, then builds, lints and tests every project, and counts what the test runners reported.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { countResults, removeResults } from './count-results.mjs'
import { asScript, ensureReady, root } from './ensure-ready.mjs'

await asScript(() => {
  ensureReady()
  removeResults()
  const nx = join(root, 'node_modules', '.bin', 'nx')
  const { status } = spawnSync(process.execPath, [nx, 'run-many', '-t', 'build,lint,test', '--output-style=static', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  const { passed, failed, skipped } = countResults()
  // A project that does not build or lint is a failure even where no test of it ran.
  const faults = failed === 0 && status !== 0 ? 1 : failed
  console.log(`${passed} passed, ${faults} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
  return faults === 0 && passed > 0 ? 0 : 1
})
