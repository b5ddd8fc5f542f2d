import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import * as Option from 'effect/Option'
import * as Schema from 'effect/Schema'
import { CureError } from '@cure-ts/records'
import type { FindOptions } from './find-model.ts'
import { findPython } from './find-python.ts'

/** Something is logged every few seconds while bytes come, and pip itself gives up sooner. */
const silenceLimitMs = 1_900_000

const decodeFound = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ folder: Schema.String })))

/**
 * Runs `cure_learner model` with these arguments: the libraries that read models know best where they come from.
 *
 * @returns the folder that holds the model
 * @throws CureError with the one sentence that it ended with, or where it said nothing for too long
 */
export async function fetchModel(args: readonly string[], { onLog = toStderr, signal }: FindOptions): Promise<string> {
  const python = findPython()
  const child = spawn(python, ['-m', 'cure_learner', 'model', ...args, '--parent-pid-watch'], { stdio: ['pipe', 'pipe', 'pipe'] })
  let endedBy: string | undefined
  // It ends when its standard input closes, also when we are killed.
  const end = (why: string) => {
    endedBy ??= why
    child.stdin.destroy()
  }
  const stop = () => end('it was stopped')
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  const silence = setTimeout(() => end(`it said nothing for ${silenceLimitMs / 60_000} minutes; check the network`), silenceLimitMs)
  child.stdin.on('error', () => undefined)
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', line => {
    silence.refresh()
    if (line.trim() === '') return
    // What it logs bears the time of day; any other line may be its last words.
    if (/^\d\d:\d\d:\d\d /.test(line)) onLog(line.replace(/^\S+ learner: /, ''))
    else said.push(line.trim())
  })
  const found: string[] = []
  createInterface({ input: child.stdout }).on('line', line => found.push(line))
  try {
    const [code] = await once(child, 'close') as [number | null]
    const folder = Option.getOrUndefined(decodeFound(found.at(-1)))?.folder
    if (code === 0 && folder !== undefined) return folder
    throw new CureError(endedBy === undefined ? said.at(-1) ?? `The model could not be fetched: ${python} ended without a word; run \`cure doctor\`.` : `The model could not be fetched: ${endedBy}, then start again.`)
  } catch (error) {
    if (error instanceof CureError) throw error
    throw new CureError(`${python} cannot be started (${(error as NodeJS.ErrnoException).code}); run \`npm run setup\`, or name a Python with CURE_PYTHON.`, { cause: error })
  } finally {
    clearTimeout(silence)
    signal?.removeEventListener('abort', stop)
  }
}

const toStderr = (line: string) => { process.stderr.write(`${line}\n`) }
