/** Signals every process of a group; that there is none any more is what was wanted. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // macOS says EPERM of a group whose members have ended but were not yet waited for.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** SIGTERM to a group whose head is `pid`, after `graceMs` SIGKILL. Resolves when the head has ended. */
export async function stopGroup(pid: number, exited: Promise<unknown>, graceMs: number): Promise<void> {
  killGroup(pid, 'SIGTERM')
  let timer: NodeJS.Timeout | undefined
  await Promise.race([exited, new Promise(resolve => { timer = setTimeout(resolve, graceMs) })])
  clearTimeout(timer)
  killGroup(pid, 'SIGKILL')
  await exited
}
