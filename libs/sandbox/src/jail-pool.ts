import type { Jail } from './jail.ts'
import type { ProgramJob, ProgramReply } from './program-job.ts'

/** What the pool asks of a {@link Jail}. */
type Pooled = Pick<Jail, 'run' | 'stop' | 'dead'>

interface Waiting {
  job: ProgramJob
  alone: boolean
  signal: AbortSignal
  run: (jail: Pooled, onSlow: () => void) => Promise<void>
  reject: (error: unknown) => void
}

/** Jails of a lane: so many slow jobs, but one, wait for their limits beside each other. */
export const jailsPerLane = 8
/** Jobs at once that are not slow: while one waits for us the other one works. */
const quickAtOnce = 2
/** A jail may die of the machine while it starts: so many times in a row it is started again. */
const startRetries = 2

/** A lane's jails, each with one job at a time; more are started only while slow jobs hold the others. */
export class JailPool {
  readonly #start: () => Promise<Pooled>
  readonly #jails = new Set<Pooled>()
  readonly #free: Pooled[] = []
  #waiting: Waiting[] = []
  #starting: Promise<void> | undefined
  #running = 0
  #slow = 0
  #alone = false
  #failedStarts = 0

  constructor(start: () => Promise<Pooled>) {
    this.#start = start
  }

  /**
   * Runs a job in a jail of the pool, first come first served; `alone`: while no other one runs.
   * Rejects as {@link Jail.run} does, where no jail can be started as that does, and with the signal's reason once it is aborted
   * and the job runs no more.
   */
  run(job: ProgramJob, signal: AbortSignal, alone = false): Promise<ProgramReply> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const leave = (): void => {
        this.#waiting = this.#waiting.filter(other => other !== waiting)
        reject(signal.reason as Error)
        this.#dispatch()
      }
      const waiting: Waiting = {
        job, alone, signal, reject,
        run: async (jail, onSlow) => {
          signal.removeEventListener('abort', leave)
          const kill = (): void => { jail.stop().catch(() => undefined) } // Stopping can't fail; the run below ends by it.
          signal.addEventListener('abort', kill, { once: true })
          try {
            resolve(await jail.run(job, onSlow))
          } catch (error) {
            if (signal.aborted) await jail.stop()
            reject(signal.aborted ? signal.reason as Error : error as Error)
          } finally {
            signal.removeEventListener('abort', kill)
          }
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiting)
      this.#dispatch()
    })
  }

  /** Ends every jail; resolves when their processes are gone. */
  async close(): Promise<void> {
    await this.#starting
    await Promise.all([...this.#jails].map(jail => jail.stop()))
  }

  #dispatch(): void {
    for (;;) {
      const [next] = this.#waiting
      if (next === undefined || this.#alone || (next.alone ? this.#running > 0 : this.#running - this.#slow >= quickAtOnce)) return
      const jail = this.#takeFree()
      if (jail === undefined) {
        const mayStart = this.#jails.size < jailsPerLane && (this.#failedStarts <= startRetries || this.#running === 0)
        if (mayStart) this.#starting ??= this.#startOne()
        return
      }
      this.#waiting.shift()
      void this.#runOn(jail, next)
    }
  }

  #takeFree(): Pooled | undefined {
    for (let jail = this.#free.pop(); jail !== undefined; jail = this.#free.pop()) {
      if (!jail.dead) return jail
      this.#jails.delete(jail)
    }
    return undefined
  }

  async #startOne(): Promise<void> {
    try {
      const jail = await this.#start()
      this.#jails.add(jail)
      this.#free.push(jail)
      this.#failedStarts = 0
    } catch (error) {
      this.#failedStarts += 1
      // Where others run, their jails go on with those that wait.
      if (this.#running === 0 && this.#failedStarts > startRetries) for (const { reject } of this.#waiting.splice(0)) reject(error)
    } finally {
      this.#starting = undefined
    }
    this.#dispatch()
  }

  async #runOn(jail: Pooled, next: Waiting): Promise<void> {
    this.#running += 1
    this.#alone = next.alone
    let slow = false
    await next.run(jail, () => {
      slow = true
      this.#slow += 1
      this.#dispatch()
    })
    this.#running -= 1
    if (slow) this.#slow -= 1
    if (next.alone) this.#alone = false
    if (jail.dead) this.#jails.delete(jail)
    else this.#free.push(jail)
    this.#dispatch()
  }
}
