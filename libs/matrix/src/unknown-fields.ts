import type { Executed } from '@cure-ts/records'

const known: Readonly<Record<keyof Executed, true>> = {
  taskId: true,
  question: true,
  examples: true,
  exeMethod: true,
  functionName: true,
  timeLimitMs: true,
  memoryLimitBytes: true,
  comparison: true,
  checker: true,
  prompts: true,
  programs: true,
  tests: true,
  verdicts: true,
  cpuMs: true,
  outputs: true,
  execution: true,
}

/** The fields of a record that are not ours, such as a dataset's own columns: they pass on to the table. */
export function unknownFields(executed: Executed): Record<string, unknown> {
  return Object.fromEntries(Object.entries(executed).filter(([name]) => !Object.hasOwn(known, name)))
}
