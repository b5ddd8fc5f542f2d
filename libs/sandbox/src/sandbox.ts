import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import type { Verdict } from '@cure-ts/records'
import { Piscina } from 'piscina'
import { CellCache } from './cell-cache.ts'
import { chooseIsolation, type ChosenIsolation } from './choose-isolation.ts'
import { LanePool } from './lane-pool.ts'
import type { LaneReply, LaneRequest } from './lane-worker.ts'
import type { RunTable, TableJob, TableResult } from './run-table.ts'
import { type SandboxConfig, tablesPerLane } from './sandbox-config.ts'
import { SandboxError } from './sandbox-error.ts'

/** What a sandbox did since it was made. */
export interface SandboxStatistics {
  /** Cells of all tables that came back. */
  cells: number
  cellsByVerdict: Partial<Record<Verdict, number>>
  /** Cells run again after a fault of the sandbox. */
  retried: number
  /** Cells run once more, alone, since they had stood still or had no result. */
  rerun: number
  /** Cells that took their result from an identical cell of theirs or an earlier table. */
  deduplicated: number
  /** Jails that died by themselves. */
  deaths: number
}

export interface Sandbox {
  run: RunTable
  /** Runs a one-line program. Rejects with a {@link SandboxError} that says what this machine lacks. */
  check(): Promise<ChosenIsolation>
  statistics(): SandboxStatistics
  /** Aborts what runs and ends every thread and child process. Idempotent. */
  close(): Promise<void>
}

/** A sandbox of `config.lanes` lanes. A lane's thread and jail start with its first table. */
export function createSandbox(config: SandboxConfig): Sandbox {
  const { mode, timing, idleLimitMs, maxOutputBytes, keepOutputs, python } = config
  const options = { mode, timing, idleLimitMs, maxOutputBytes, keepOutputs }
  const statistics: SandboxStatistics = { cells: 0, cellsByVerdict: {}, retried: 0, rerun: 0, deduplicated: 0, deaths: 0 }
  const running = new Set<AbortController>()
  const cache = new CellCache()
  let closed = false
  const lanes = Array.from({ length: config.lanes }, () => new Lane())
  const pool = new LanePool(Array.from({ length: tablesPerLane }, () => lanes).flat())
  const choose = (): Promise<ChosenIsolation> => chooseIsolation(config.isolation, python)

  // Not AbortSignal.any: a signal that lives as long as the sandbox would keep every table's.
  const run: RunTable = async (job, callerSignal) => {
    if (closed) throw isClosed()
    callerSignal.throwIfAborted()
    const controller = new AbortController()
    const abort = (): void => controller.abort(callerSignal.reason)
    callerSignal.addEventListener('abort', abort, { once: true })
    running.add(controller)
    try {
      const { isolation } = await choose()
      const asked = performance.now()
      return await pool.lend(async lane => {
        const queuedMs = Math.round(performance.now() - asked)
        const { result, fresh } = await lane.run({ kind: 'table', job, known: cache.known(job), options, isolation, python }, controller.signal)
        cache.learn(job, fresh)
        return { ...result, execution: { ...result.execution, queuedMs } }
      }, controller.signal)
    } finally {
      running.delete(controller)
      callerSignal.removeEventListener('abort', abort)
    }
  }
  return {
    async run(job, signal) {
      if (job.comparison === 'checker' && job.checker === undefined) throw new SandboxError('A task compares by checker and has none: give it a checker or another comparison.')
      if (job.exeMethod === 'function' && job.functionName === undefined) throw new SandboxError('A task calls a function and names none: give it a function name or exe method stdin.')
      const result = await run(job, signal)
      count(statistics, result)
      return result
    },
    async check() {
      const { verdicts } = await run(probe(), new AbortController().signal)
      const level = await choose()
      if (verdicts[0]?.[0] !== 'passed') throw new SandboxError(`A lane of isolation level ${level.isolation} runs no program (${verdicts[0]?.[0]}): see the sandbox's README for what a machine needs.`)
      return level
    },
    statistics: () => ({ ...statistics, cellsByVerdict: { ...statistics.cellsByVerdict } }),
    async close() {
      closed = true
      for (const controller of running) controller.abort(isClosed())
      await Promise.all(lanes.map(lane => lane.close()))
    },
  }
}

const isClosed = (): SandboxError => new SandboxError('The sandbox is closed: make a new one.')

/** Never the same program, so that it runs each time. */
const probe = (): TableJob => ({
  timeLimitMs: 10_000,
  memoryLimitBytes: 2 ** 28,
  exeMethod: 'stdin',
  comparison: 'tokens',
  programs: [`print(1)  # ${randomUUID()}`],
  tests: [{ input: '', output: '1' }],
})

/** A worker thread of its own, so that an abort and the end reach the right one. */
class Lane {
  #thread: Piscina<LaneRequest, LaneReply> | undefined

  async run(request: Omit<LaneRequest & { kind: 'table' }, 'abort'>, signal: AbortSignal): Promise<LaneReply & { kind: 'done' }> {
    // Waiting by Atomics would keep an idle thread from seeing that its jail died.
    this.#thread ??= new Piscina({
      filename: fileURLToPath(new URL('lane-worker.js', import.meta.url)), minThreads: 1, maxThreads: 1, concurrentTasksPerWorker: tablesPerLane, atomics: 'disabled',
      resourceLimits: { maxYoungGenerationSizeMb: 12 }, // A lane only passes text on: V8's own 48 MB bring it no speed.
    })
    const { port1, port2 } = new MessageChannel()
    const abort = (): void => port1.postMessage('abort')
    signal.addEventListener('abort', abort, { once: true })
    try {
      const reply = await this.#thread.run({ ...request, abort: port2 }, { transferList: [port2] })
      signal.throwIfAborted()
      switch (reply.kind) {
        case 'done':
          return reply
        case 'refused':
          throw new SandboxError(reply.message)
        default:
          throw new Error(`a lane answered ${reply.kind}`)
      }
    } finally {
      signal.removeEventListener('abort', abort)
      port1.close()
    }
  }

  async close(): Promise<void> {
    await this.#thread?.run({ kind: 'close' })
    this.#thread?.on('error', () => undefined) // The answer of a table that was ended may still be on its way: nobody waits for it.
    await this.#thread?.destroy()
    this.#thread = undefined
  }
}

function count(statistics: SandboxStatistics, { verdicts, execution }: TableResult): void {
  for (const verdict of verdicts.flat()) {
    statistics.cells += 1
    statistics.cellsByVerdict[verdict] = (statistics.cellsByVerdict[verdict] ?? 0) + 1
  }
  statistics.retried += execution.retried
  statistics.rerun += execution.rerun ?? 0
  statistics.deduplicated += execution.deduplicated
  statistics.deaths += execution.sandboxDeaths
}
