import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { encodeFrame, type Frame, FrameStream } from './frame-stream.ts'
import type { ProgramJob, ProgramReply } from './program-job.ts'

/** The jail or its server died: our fault. */
export class JailDeath extends Error {
  override readonly name = 'JailDeath'
}

/** What a job may take beyond all its tests' limits before the server counts as stuck. */
const slackMs = 60_000
const stderrTail = 2000
/** What a jail needs beside a program's memory and output: its server, the interpreter, and a job's payload while a child decodes it. */
const ownMemoryBytes = 256 * 2 ** 20
const payloadShare = 8

interface Waiting {
  resolve: (frame: Frame) => void
  reject: (death: JailDeath) => void
  onSlow: () => void
  watchdog: NodeJS.Timeout
}

/** A jailed server process, from the outside; it takes one job at a time. */
export class Jail {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #frames = new FrameStream(bodyBytes)
  readonly #closed: Promise<void>
  readonly #limitMemory: (bytes: number) => Promise<void>
  #memoryLimitBytes = 0
  #givesWay = false
  #waiting: Waiting | undefined
  #death: string | undefined
  #stderr = ''

  /**
   * @param limitMemory bounds the memory of the whole jail, in bytes
   * @param cleanUp removes what the jail's process leaves on the machine, once it is gone
   */
  constructor(child: ChildProcessWithoutNullStreams, limitMemory: (bytes: number) => Promise<void>, cleanUp: () => Promise<void>) {
    this.#child = child
    this.#limitMemory = limitMemory
    child.stderr.on('data', (chunk: Buffer) => { this.#stderr = (this.#stderr + chunk.toString()).slice(-stderrTail) })
    child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
    child.stdin.on('error', error => this.#die(error.message))
    const gone = new Promise<void>(resolve => {
      child.on('error', error => {
        this.#die(error.message)
        if (child.pid === undefined) resolve()
      })
      child.on('close', (code, signal) => {
        this.#die(`it ended with ${signal ?? `exit code ${code}`}`)
        resolve()
      })
    })
    this.#closed = gone.then(cleanUp).catch(() => undefined) // What can't be removed now goes at the next start.
  }

  /** Hands over the server's start message; resolves with what it says of itself. */
  async greet(start: object, limitMs: number): Promise<unknown> {
    return (await this.#send(encodeFrame(start), limitMs, () => undefined)).message
  }

  /**
   * Runs a program on its tests up to the first that ends or dirties the process. Rejects with {@link JailDeath}.
   *
   * @param onSlow called once the job has used 100 ms of CPU time, or spent 200 ms off the CPU
   */
  async run(job: ProgramJob, onSlow: () => void): Promise<ProgramReply> {
    const { source, tests, ...limits } = job
    const payload = Buffer.from(JSON.stringify({ source, tests }))
    const memoryBytes = job.memoryLimitBytes + 2 * job.outputLimitBytes + payloadShare * payload.length + ownMemoryBytes
    if (memoryBytes > this.#memoryLimitBytes) {
      this.#memoryLimitBytes = memoryBytes
      await this.#limitMemory(memoryBytes).catch(() => undefined) // Its group goes with the jail, whose death the next line reports.
    }
    const frame = encodeFrame({ ...limits, payloadBytes: payload.length, tests: tests.length }, payload)
    const limitMs = tests.length * (job.cpuLimitMs * Math.max(1, job.sharing) + job.idleLimitMs) + slackMs
    const { message, body } = await this.#send(frame, limitMs, onSlow)
    const { cells, end } = message as Answer
    let at = 0
    return {
      cells: cells.map(([code, cpuMs, bytes]) => ({ code, cpuMs, output: body.subarray(at, at += bytes) })),
      end: end === null ? null : { how: end[0], code: end[1] },
    }
  }

  /**
   * Lets the other processes of this machine go before the jail's, or no longer. The kernel shares the cores among sessions first, whatever
   * the niceness of their processes (sched(7), autogroup); where it does not, the server lowers slow programs by theirs.
   */
  giveWay(yes: boolean): void {
    if (yes === this.#givesWay || this.dead) return
    try {
      writeFileSync(`/proc/${this.#child.pid!}/autogroup`, yes ? '10' : '0')
      this.#givesWay = yes
    } catch {
      // It is a favour: without autogroups, or asked too often for an ordinary user, the cores are shared as they were.
    }
  }

  /** Kills the jail with all that is in it; resolves when its process is gone. Idempotent. */
  async stop(): Promise<void> {
    this.#die('it was stopped')
    await this.#closed
  }

  get dead(): boolean {
    return this.#death !== undefined
  }

  /** The last line of its error stream; empty: none. */
  get lastWords(): string {
    return this.#stderr.trim().split('\n').at(-1)!
  }

  #send(frame: Buffer, limitMs: number, onSlow: () => void): Promise<Frame> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) return reject(new JailDeath(this.#death))
      this.#waiting = { resolve, reject, onSlow, watchdog: setTimeout(() => this.#die(`it did not answer in ${limitMs} ms`), limitMs) }
      this.#child.stdin.write(frame)
    })
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#frames.push(chunk)) {
        if ((frame.message as { slow?: true }).slow) this.#waiting?.onSlow()
        else this.#answered()?.resolve(frame)
      }
    } catch (error) {
      this.#die(`it sent what is no answer (${String(error)})`)
    }
  }

  #answered(): Waiting | undefined {
    const waiting = this.#waiting
    this.#waiting = undefined
    clearTimeout(waiting?.watchdog)
    return waiting
  }

  #die(cause: string): void {
    if (this.#death !== undefined) return
    this.#death = cause
    this.#child.kill('SIGKILL')
    this.#answered()?.reject(new JailDeath(cause))
  }
}

interface Answer {
  cells: [code: number, cpuMs: number, outputBytes: number][]
  end: ['exit' | 'signal' | 'cpu' | 'idle', number] | null
}

function bodyBytes(message: unknown): number {
  const { cells, end } = message as Partial<Answer>
  if (cells === undefined) return 0
  if (end !== null && (end as [string, number])[0] === 'fault') throw new Error('a child failed before its program began')
  if (cells.length === 0) throw new Error('an answer without cells')
  return cells.reduce((sum, [, , bytes]) => sum + bytes, 0)
}
