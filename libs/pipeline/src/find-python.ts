import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** `CURE_PYTHON`, else the `.venv` of the nearest folder upwards that has one, else `python3`. */
export function findPython(): string {
  const named = process.env['CURE_PYTHON']
  if (named !== undefined) return named
  for (const start of [process.cwd(), import.meta.dirname]) {
    for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
      const python = join(folder, '.venv', 'bin', 'python')
      if (existsSync(python)) return python
    }
  }
  return 'python3'
}
