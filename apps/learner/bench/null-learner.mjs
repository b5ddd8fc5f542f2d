// What the measurements of the bridge need.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPython } from '@cure-ts/pipeline'
import { startLearner } from '@cure-ts/trainer-bridge'

/** The learner of null_learner.py; an update takes as long as is said. */
export function startNullLearner({ updateMs = 0 } = {}) {
  const command = [findPython(), join(import.meta.dirname, 'null_learner.py'), '--update-ms', String(updateMs)]
  return startLearner({ command, readyTimeoutMs: 120_000, onLog: line => process.stderr.write(`${line}\n`) })
}

/** How far a process's resident memory rises above what it is now, in bytes. */
export function processMemory(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5') // Forgets the peak so far.
  const before = statusBytes(pid, 'VmRSS')
  return { growth: () => statusBytes(pid, 'VmHWM') - before }
}

/** Of /proc/PID/status, e.g. VmRSS. */
export function statusBytes(pid, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.length % 2 === 1 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2
}
