import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { findPython, type TrainEvent } from '@cure-ts/pipeline'
import { scalarsOf } from '../tensorboard/scalars-of.ts'

/** Tells Weights & Biases of a run. */
export interface WandbWriter {
  readonly write: (event: TrainEvent) => void
  /** Resolves, never rejects, when all is told, or after a minute. */
  readonly close: () => Promise<void>
}

const longestUploadMs = 60_000

/**
 * Tells Weights & Biases of a run where `WANDB_PROJECT` is set, through its Python library, which has to be installed beside the learner; else
 * nothing happens. A fault there is a line of the log: a run does not end for its pictures.
 *
 * @param folder of the run; its process begins with the first event
 */
export function wandbWriter(folder: string, env: NodeJS.ProcessEnv, onLog: (line: string) => void): WandbWriter {
  const isWanted = (env['WANDB_PROJECT'] ?? '') !== ''
  let process: { readonly child: ChildProcessByStdio<Writable, null, Readable>, readonly ended: Promise<void> } | undefined
  return {
    write(event) {
      if (!isWanted) return
      process ??= start(folder, env, onLog)
      const step = event.type === 'step' ? event.report.step : event.evaluation.step
      process.child.stdin.write(`${JSON.stringify({ step, scalars: scalarsOf(event) })}\n`)
    },
    async close() {
      if (process === undefined) return
      const { child, ended } = process
      child.stdin.end()
      const late = setTimeout(() => {
        onLog(`Weights & Biases did not end within ${longestUploadMs / 1000} s; what it lacks is in ${folder}/wandb, for wandb sync.`)
        child.kill('SIGKILL')
      }, longestUploadMs)
      await ended
      clearTimeout(late)
    },
  }
}

function start(folder: string, env: NodeJS.ProcessEnv, onLog: (line: string) => void) {
  const child = spawn(findPython(), ['-m', 'cure_learner', 'wandb', '--run', folder], { env, stdio: ['pipe', 'ignore', 'pipe'] })
  child.stdin.on('error', () => undefined) // It has ended, and has said why.
  createInterface({ input: child.stderr }).on('line', onLog)
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve())
    child.once('error', error => {
      onLog(`Weights & Biases cannot be told of the run (${error.message}).`)
      resolve()
    })
  })
  return { child, ended }
}
