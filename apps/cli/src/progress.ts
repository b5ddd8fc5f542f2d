import { SingleBar } from 'cli-progress'

/** How far a command is, on standard error where that is a terminal; nothing elsewhere. */
export interface Progress {
  /** So many are done. */
  update(done: number): void
  stop(): void
}

/**
 * @param shown with `{value}`, `{total}` and `{bar}`, e.g. `execute | {value} records`; the time passed comes behind
 * @param total where it is known
 */
export function startProgress(shown: string, total = 0): Progress {
  const bar = new SingleBar({ format: `${shown} | {duration_formatted}`, stream: process.stderr, clearOnComplete: true, hideCursor: true })
  if (process.stderr.isTTY) bar.start(total, 0)
  return { update: done => bar.update(done), stop: () => bar.stop() }
}
