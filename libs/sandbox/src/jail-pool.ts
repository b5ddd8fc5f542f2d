import { type Jail, JailDeath } from './jail.ts'
import type { Company, ProgramJob, ProgramReply } from './program-job.ts'

/** What the pool asks of a {@link Jail}. */
type Pooled = Pick<Jail, 'run' | 'stop' | 'dead' | 'giveWay'>

interface Waiting {
  job: ProgramJob
  company: Company
  signal: AbortSignal
  run: (jail: Pooled, onSlow: () => void) => Promise<void>
  reject: (error: unknown) => void
}

/** Jails of a lane; the slow jobs in them wait for their limits beside each other. */
export const jailsPerLane = 24
/** Beyond so many jails (8 MB each) a lane ends those that it did not need for so long. */
const jailsKept = 8
const keptMs = 30_000
/** Jobs at once that are not slow: while one waits for us the other one works. Slow ones that wait leave them their jails. */
const quickAtOnce = 2
/** A jail may die of the machine while it starts: so many times in a row it is started again. */
const startRetries = 2

const closed = (): JailDeath => new JailDeath('its lane was closed')

/** A lane's jails, each with one job at a time; more are started only while slow jobs hold the others. */
export class JailPool {
  readonly #start: () => Promise<Pooled>
  readonly #jails = new Set<Pooled>()
  readonly #free: Pooled[] = []
  #waiting: Record<Company, Waiting[]> = { alone: [], quick: [], slow: [] }
  #starting: Promise<void> | undefined
  #running = 0
  #slow = 0
  #alone = false
  #failedStarts = 0
  #closed = false
  /** Since the last look at what is spare. */
  #leastFree = 0
  #look: NodeJS.Timeout | undefined

  constructor(start: () => Promise<Pooled>) {
    this.#start = start
  }

  /**
   * Runs a job in a jail of the pool; of those in the same company, first come first served. A job alone goes before all others.
   * Rejects as {@link Jail.run} does, where no jail can be started as that does, and with the signal's reason once it is aborted
   * and the job runs no more.
   */
  run(job: ProgramJob, signal: AbortSignal, company: Company = 'quick'): Promise<ProgramReply> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      if (this.#closed) return reject(closed())
      const leave = (): void => {
        this.#waiting[company] = this.#waiting[company].filter(other => other !== waiting)
        reject(signal.reason as Error)
        this.#dispatch()
      }
      const waiting: Waiting = {
        job, company, signal, reject,
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
      this.#waiting[company].push(waiting)
      this.#dispatch()
    })
  }

  /** Ends every jail; resolves when their processes are gone. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#look)
    this.#refuse(closed())
    await this.#starting
    await Promise.all([...this.#jails].map(jail => jail.stop()))
  }

  #dispatch(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const jail = this.#takeFree()
      if (jail === undefined) {
        const mayStart = this.#jails.size < jailsPerLane && (this.#failedStarts <= startRetries || this.#running === 0)
        if (mayStart) this.#starting ??= this.#startOne()
        return
      }
      this.#waiting[next.company].shift()
      void this.#runOn(jail, next)
    }
  }

  /** The first of those that wait that may run now. */
  #next(): Waiting | undefined {
    const { alone: [alone], quick: [quick], slow: [slow] } = this.#waiting
    if (this.#alone || this.#closed) return undefined
    if (alone !== undefined) return this.#running === 0 ? alone : undefined
    if (quick !== undefined && this.#running - this.#slow < quickAtOnce) return quick
    return this.#slow < jailsPerLane - quickAtOnce ? slow : undefined
  }

  #refuse(error: unknown): void {
    for (const { reject } of Object.values(this.#waiting).flatMap(waiting => waiting.splice(0))) reject(error)
  }

  #takeFree(): Pooled | undefined {
    for (let jail = this.#free.pop(); jail !== undefined; jail = this.#free.pop()) {
      this.#leastFree = Math.min(this.#leastFree, this.#free.length)
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
      if (this.#running === 0 && this.#failedStarts > startRetries) this.#refuse(error)
    } finally {
      this.#starting = undefined
    }
    this.#dispatch()
  }

  async #runOn(jail: Pooled, next: Waiting): Promise<void> {
    this.#running += 1
    this.#alone = next.company === 'alone'
    let slow = false
    const turnSlow = (): void => {
      if (slow) return
      slow = true
      jail.giveWay(true)
      this.#slow += 1
      this.#dispatch()
    }
    if (next.company === 'slow') turnSlow()
    else jail.giveWay(false)
    await next.run(jail, turnSlow)
    this.#running -= 1
    if (slow) this.#slow -= 1
    this.#alone = false
    if (jail.dead) this.#jails.delete(jail)
    else this.#free.push(jail)
    this.#dispatch()
    this.#lookForSpares()
  }

  #lookForSpares(): void {
    if (this.#closed || this.#jails.size <= jailsKept) return
    this.#look ??= setTimeout(() => {
      this.#look = undefined
      // The last one that was given back is the first to be taken.
      for (const spare of this.#free.splice(0, Math.min(this.#leastFree, this.#jails.size - jailsKept))) void spare.stop().then(() => this.#jails.delete(spare))
      this.#leastFree = this.#free.length
      this.#lookForSpares()
    }, keptMs).unref()
  }
}
