import { setMaxListeners } from 'node:events'
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { KnownCell } from './cell-cache.ts'
import { JailDeath } from './jail.ts'
import type { RunJob } from './program-job.ts'
import type { Isolation } from './jail-command.ts'
import { JailPool } from './jail-pool.ts'
import type { TableJob, TableResult } from './run-table.ts'
import { SandboxError } from './sandbox-error.ts'
import { startJail } from './start-jail.ts'
import type { TableOptions } from './table-options.ts'
import { runTableCells } from './table-run.ts'

/** What the main thread asks of a lane. A message on `abort` ends the table. */
export type LaneRequest =
  | { kind: 'table', job: TableJob, known: KnownCell[], options: TableOptions, isolation: Isolation, python: string | undefined, abort: MessagePort }
  | { kind: 'close' }

/** `refused` carries a {@link SandboxError}'s message, since a thread can't pass an error's class. */
export type LaneReply = { kind: 'done', result: TableResult, fresh: KnownCell[] } | { kind: 'aborted' } | { kind: 'refused', message: string } | { kind: 'closed' }

/** This thread's jails, from the first table on; every table of a lane asks for the same kind. */
let jails: JailPool | undefined

/** A worker thread's task: one table, or the end of the lane. */
export default async function lane(request: LaneRequest): Promise<LaneReply> {
  if (request.kind === 'close') {
    await jails?.close()
    jails = undefined
    return { kind: 'closed' }
  }
  try {
    return await runTable(request)
  } catch (error) {
    if (error instanceof SandboxError) return { kind: 'refused', message: error.message }
    throw error
  } finally {
    request.abort.close()
  }
}

async function runTable({ job, known, options, isolation, python, abort }: LaneRequest & { kind: 'table' }): Promise<LaneReply> {
  if (receiveMessageOnPort(abort) !== undefined) return { kind: 'aborted' }
  const controller = new AbortController()
  setMaxListeners(0, controller.signal) // Each job listens to it.
  abort.on('message', () => controller.abort())
  jails ??= new JailPool(async () => (await startJail(isolation, python)).jail)
  const pool = jails
  let sandboxDeaths = 0
  const running = new Set<Promise<unknown>>()
  const runJob: RunJob = (programJob, company) => {
    const run = pool.run(programJob, controller.signal, company)
    const settled = run.then(() => undefined, (error: unknown) => { if (error instanceof JailDeath) sandboxDeaths += 1 }).finally(() => running.delete(settled))
    running.add(settled)
    return run
  }
  try {
    const { fresh, retried, rerun, deduplicated, ...table } = await runTableCells(job, known, options, runJob)
    const execution = { isolation, mode: options.mode, timing: options.timing, retried, rerun, deduplicated, sandboxDeaths }
    return { kind: 'done', result: { ...table, execution }, fresh }
  } catch (error) {
    const { aborted } = controller.signal
    controller.abort()
    await Promise.all(running) // What ran beside the one that failed first.
    if (!aborted) throw error
    return { kind: 'aborted' }
  }
}
