/** What one test gives to the program. */
export interface TestInput {
  stdin: string
  /** Texts of the files that the program finds in its working folder, by name; their names are its arguments. */
  files?: Readonly<Record<string, string>>
}

/** One program on some of its tests; see `jail/server.py` for the protocol. */
export interface ProgramJob {
  source: string
  tests: readonly TestInput[]
  cpuLimitMs: number
  /** Time that a test may spend off the CPU, what it waits for others that share its core not counted. */
  idleLimitMs: number
  /** How many may share a core: that many times its CPU time counts as spent on it. 0: the idle limit is one of wall time. */
  sharing: number
  memoryLimitBytes: number
  outputLimitBytes: number
  functionName: string | null
}

export interface Cell {
  /** An exit code, or -1: does not compile, -2: out of memory. */
  code: number
  cpuMs: number
  output: Buffer
}

export interface ProgramReply {
  /** Of the first tests, in order; at least one. */
  cells: Cell[]
  /** How the last cell ended its process; null where it did not. */
  end: { how: 'exit' | 'signal' | 'cpu' | 'idle', code: number } | null
}

/** Beside which others of its lane a job runs. `slow`: one that may well wait for its limits; `alone`: none. */
export type Company = 'quick' | 'slow' | 'alone'

/** Runs a program on the first of its tests up to one that ends or dirties its process; rejects with a `JailDeath`. */
export type RunJob = (job: ProgramJob, company: Company) => Promise<ProgramReply>

/** Most tests of one job (`progress.py`). */
export const mostTestsPerJob = 512
