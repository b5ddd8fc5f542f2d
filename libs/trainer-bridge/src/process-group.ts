import { spawn, type SpawnOptions } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** A program that was started at the head of a process group of its own. */
export interface ProcessGroup {
  readonly pid: number
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  /** Resolves, never rejects, when it has ended and its pipes are read: with its exit code, or null where a signal ended it. */
  readonly exited: Promise<number | null>
  /** Ends it and all its children: SIGTERM, after `graceMs` SIGKILL. Resolves when it has ended. */
  stop(graceMs?: number): Promise<void>
}

/**
 * Starts a program that ends with us. Its children end with it: they are of no use without it, and would keep its pipes open.
 *
 * @param command program and arguments; no shell reads them
 * @throws NodeJS.ErrnoException where there is no such program
 */
export async function startGroup([program = '', ...args]: readonly string[], options: Pick<SpawnOptions, 'env' | 'stdio'>): Promise<ProcessGroup> {
  const child = spawn(program, args, { ...options, detached: true })
  const { pid, stdin, stdout, stderr } = child
  if (pid === undefined) throw await new Promise<Error>(resolve => { child.once('error', resolve) })
  const killWithUs = () => killGroup(pid, 'SIGKILL')
  process.once('exit', killWithUs)
  stdin?.on('error', () => undefined) // That it was closed is told by the exit.
  let hasExited = false
  child.once('exit', () => {
    hasExited = true
    killGroup(pid, 'SIGKILL')
  })
  const exited = new Promise<number | null>(resolve => {
    child.once('close', code => {
      process.off('exit', killWithUs)
      resolve(code)
    })
  })
  const stop = async (graceMs = 10_000) => {
    if (!hasExited) killGroup(pid, 'SIGTERM')
    const timer = setTimeout(() => { if (!hasExited) killGroup(pid, 'SIGKILL') }, graceMs)
    await exited
    clearTimeout(timer)
  }
  return { pid, stdin, stdout, stderr, exited, stop }
}

/** Signals every process of a group; that there is none any more is what was wanted. */
function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // macOS says EPERM of a group whose members have ended but were not yet waited for.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
