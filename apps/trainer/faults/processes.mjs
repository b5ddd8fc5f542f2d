// Processes of this machine, as /proc shows them.
import { readdirSync, readFileSync } from 'node:fs'
import { until } from './hold.mjs'

/** All below a process: `{pid, command}`. */
export function descendants(root) {
  const all = processes()
  const below = pid => all.filter(({ parent }) => parent === pid).flatMap(child => [child, ...below(child.pid)])
  return below(root)
}

/** A process that has ended but was not waited for is gone. */
export function isAlive(pid) {
  return processOf(String(pid)).length > 0
}

export async function untilGone(pids) {
  await until(() => !pids.some(isAlive), `the end of the processes ${pids.join(', ')}`, 120_000)
}

export function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
}

function processes() {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(processOf)
}

/** One process, or none where it has ended. */
function processOf(name) {
  try {
    // The name in brackets may hold anything, brackets as well.
    const [state, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }]
  } catch {
    return []
  }
}
