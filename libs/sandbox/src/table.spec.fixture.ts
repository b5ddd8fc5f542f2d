import { spawnSync } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import type { RunTable, TableJob, TableResult } from './run-table.ts'

export const never: AbortSignal = new AbortController().signal
setMaxListeners(0, never)

/** A job with what a test does not care about filled in; `tests` may be [input, output] pairs. */
export function table(programs: TableJob['programs'], tests: readonly (readonly [string | null, string | null])[], rest: Partial<TableJob> = {}): TableJob {
  return {
    timeLimitMs: 2000, memoryLimitBytes: 2 ** 28, exeMethod: 'stdin', comparison: 'tokens', programs,
    tests: tests.map(([input, output]) => ({ input, output })), ...rest,
  }
}

export const runTable = (run: RunTable, ...job: Parameters<typeof table>): Promise<TableResult> => run(table(...job), never)

const hasBubblewrap = spawnSync('bwrap', ['--version']).status === 0

/** Jailed tests are left out, aloud, where bubblewrap is missing; never in CI. */
export function skipWithoutJail(describe: { (name: string, run: () => void): void, skip: (name: string, run: () => void) => void }): (name: string, run: () => void) => void {
  if (hasBubblewrap || process.env['CI'] !== undefined) return describe
  return (name, run) => describe.skip(`${name} (needs bubblewrap: apt-get install bubblewrap)`, run)
}
