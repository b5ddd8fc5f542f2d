// `npm start [-- FLAGS]`: sets up what is missing, then trains the embedded model (nx run trainer:serve).
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { asScript, ensureReady, root } from './ensure-ready.mjs'

await asScript(() => {
  ensureReady()
  const nx = join(root, 'node_modules', '.bin', 'nx')
  const child = spawn(process.execPath, [nx, 'run', 'trainer:serve', '--', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  // The terminal sends Ctrl-C to the whole group; we only have to outlive the child. SIGTERM comes to us alone.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise(resolve => child.on('exit', code => resolve(code ?? 1)))
})
