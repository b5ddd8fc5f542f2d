#!/usr/bin/env node
// npm links a workspace's bin only if its file exists at install time, so this one is committed and imports what tsc emits.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) {
  await import(main.href)
} else {
  process.stderr.write('cure is not built yet: run `npm run build` in the repository.\n')
  process.exitCode = 2
}
