import { createInterface } from 'node:readline'
import * as Option from 'effect/Option'
import * as Schema from 'effect/Schema'
import { CureError } from '@cure-ts/records'
import { type ProcessGroup, startGroup } from './process-group.ts'

/** How to start a learner of one's own. */
export interface StartOptions {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[]
  /** Added to our own environment; what is undefined is not handed on. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Longest wait for the ready line: the learner loads its model before. */
  readonly readyTimeoutMs: number
  /** Every line that the learner writes, but for the ready line. */
  readonly onLog?: (line: string) => void
}

/** A learner that was started here and says that it is ready. */
export interface StartedLearner {
  /** Its OpenAI-compatible server, without `/v1`. */
  readonly http: string
  /** Its ZeroMQ address; null: it only samples. */
  readonly bridge: string | null
  readonly pid: number
  /** Resolves, never rejects, when it has ended: with its exit code, or null where a signal ended it. */
  readonly exited: Promise<number | null>
  /** The last line that it wrote to standard error; empty where it wrote none. */
  lastLine(): string
  /** Ends it and all its children: SIGTERM, after ten seconds SIGKILL. */
  stop(): Promise<void>
}

const decodeReady = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({
  type: Schema.Literal('ready'),
  http: Schema.String,
  bridge: Schema.NullOr(Schema.String),
})))

/**
 * Starts a learner and waits until it writes its ready line to standard output: `{"type": "ready", "http": ..., "bridge": ...}`.
 *
 * It is the head of a process group of its own, and its standard input stays open for as long as we live: that it closes tells the learner
 * (`--parent-pid-watch`) that we were killed and could not stop it.
 *
 * @throws CureError where it cannot be started, ends before it is ready (with the last line of its standard error) or takes too long
 */
export async function startLearner(options: StartOptions): Promise<StartedLearner> {
  const group = await start(options)
  const { pid, exited } = group
  let lastLine = ''
  createInterface({ input: group.stderr! }).on('line', line => {
    if (line.trim() !== '') lastLine = line.trim()
    options.onLog?.(line)
  })
  const ready = new Promise<{ http: string, bridge: string | null }>(resolve => {
    createInterface({ input: group.stdout! }).on('line', line => {
      const said = Option.getOrUndefined(decodeReady(line))
      if (said === undefined) options.onLog?.(line)
      else resolve({ http: said.http, bridge: said.bridge })
    })
  })
  try {
    return { ...await orFault(ready, exited, options.readyTimeoutMs, () => lastLine), pid, exited, lastLine: () => lastLine, stop: () => group.stop() }
  } catch (error) {
    await group.stop()
    throw error
  }
}

async function start({ command, env }: StartOptions): Promise<ProcessGroup> {
  try {
    return await startGroup(command, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  } catch (error) {
    throw new CureError(`The learner cannot be started with ${command[0]} (${(error as NodeJS.ErrnoException).code}); check that it is installed.`, { cause: error })
  }
}

/** The ready line, or a CureError where the learner ends first or time is up. */
async function orFault<T>(ready: Promise<T>, exited: Promise<number | null>, timeoutMs: number, lastLine: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const said = () => lastLine() === '' ? 'it said nothing' : `it last said: ${lastLine().replace(/\.$/, '')}`
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CureError(`The learner was not ready after ${timeoutMs / 1000} s (${said()}); give it more time, or start it by hand to see why.`)), timeoutMs)
  })
  const ended = exited.then(code => {
    throw new CureError(`The learner ended with ${code === null ? 'a signal' : `exit code ${code}`} before it was ready (${said()}); correct that and start again.`)
  })
  try {
    return await Promise.race([ready, ended, late])
  } finally {
    clearTimeout(timer)
    ended.catch(() => undefined) // It ends some day, and that is then no fault.
  }
}
