import { createHash } from 'node:crypto'
import type { Ended } from './program-run.ts'
import type { TableJob } from './run-table.ts'

/** How a cell of a table ended, for another table. */
export interface KnownCell {
  /** Its row and column. */
  program: number
  test: number
  cell: Pick<Ended, 'how' | 'code' | 'cpuMs'> & { output: string }
}

const mostBytes = 64 * 2 ** 20
const mostOutputLength = 4096
const mostInputLength = 1_000_000
/** What a cell takes in memory beside its output. */
const overheadBytes = 400

/** Whether a cell would end in the same way again. Times measured by the clock, or against less than the full limit, say nothing for another run. */
export function isKnowable({ how, output }: Pick<Ended, 'how'> & { output: { length: number } }, timing: string): boolean {
  return output.length <= mostOutputLength && (how === 'exit' || (how === 'cpu' && timing === 'exact'))
}

/** Cells of earlier tables by program, limits and input; forgets those first that were not asked for longest. */
export class CellCache {
  readonly #cells = new Map<string, KnownCell['cell']>()
  #bytes = 0

  /** Those cells of a table that ran before. */
  known(job: TableJob): KnownCell[] {
    const found: KnownCell[] = []
    const keyOf = keysOf(job)
    for (const program of job.programs.keys()) {
      for (const test of job.tests.keys()) {
        const key = keyOf(program, test)
        const cell = key === null ? undefined : this.#cells.get(key)
        if (cell === undefined) continue
        this.#cells.delete(key!) // To the end of the map's order.
        this.#cells.set(key!, cell)
        found.push({ program, test, cell })
      }
    }
    return found
  }

  learn(job: TableJob, cells: readonly KnownCell[]): void {
    const keyOf = keysOf(job)
    for (const { program, test, cell } of cells) {
      const key = keyOf(program, test)
      if (key === null || this.#cells.has(key)) continue
      this.#cells.set(key, cell)
      this.#bytes += bytesOf(cell)
    }
    for (const [key, cell] of this.#cells) {
      if (this.#bytes <= mostBytes) break
      this.#cells.delete(key)
      this.#bytes -= bytesOf(cell)
    }
  }
}

const bytesOf = ({ output }: KnownCell['cell']): number => overheadBytes + 2 * output.length

/** Names a cell by all that decides how it ends; null: it has no program or input, or one too large to compare. */
function keysOf({ programs, tests, functionName, exeMethod, timeLimitMs, memoryLimitBytes }: TableJob): (program: number, test: number) => string | null {
  const limits = JSON.stringify([exeMethod === 'function' ? functionName : null, timeLimitMs, memoryLimitBytes])
  const left = programs.map(source => source === null ? null : digest(limits + source))
  const right = tests.map(({ input }) => input === null || input.length > mostInputLength ? null : digest(input))
  return (program, test) => left[program] == null || right[test] == null ? null : left[program] + right[test]
}

const digest = (text: string): string => createHash('sha256').update(text, 'utf16le').digest('base64')
