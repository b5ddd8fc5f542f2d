import type { Comparison, ExeMethod, Execution, Verdict } from '@cure-ts/records'

/** One task's cells: every program on every test. */
export interface TableJob {
  /** CPU milliseconds that one cell may use. */
  timeLimitMs: number
  memoryLimitBytes: number
  exeMethod: ExeMethod
  /** The function to call where `exeMethod` is `function`. */
  functionName?: string | undefined
  comparison: Comparison
  /** The program that judges where `comparison` is `checker`. */
  checker?: string | undefined
  /** Python sources; null: unreadable. */
  programs: readonly (string | null)[]
  /** A null input or output: unreadable. */
  tests: readonly { readonly input: string | null, readonly output: string | null }[]
}

export interface TableResult {
  /** `verdicts[program][test]` */
  verdicts: Verdict[][]
  /** `cpuMs[program][test]`; null where nothing ran. */
  cpuMs: (number | null)[][]
  /** `outputs[program][test]`, where they are kept; null where nothing ran. */
  outputs?: (string | null)[][]
  execution: Execution
}

/**
 * The port behind {@link execute}: runs one table. A program's failure is a verdict; it rejects only by a fault of the sandbox,
 * or with the signal's reason once it is aborted and nothing runs any more.
 */
export type RunTable = (job: TableJob, signal: AbortSignal) => Promise<TableResult>
