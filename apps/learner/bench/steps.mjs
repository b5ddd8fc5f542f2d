// 1,000 steps of a run with a learner that does nothing, a sampler and a sandbox that answer at once: what the pipeline, the bridge, the
// run's synced logs and the learner's synced journal cost by themselves. Bars: 50 steps a second; memory and descriptors do not grow.
import { readdirSync } from 'node:fs'
import { lastValueFrom, tap } from 'rxjs'
import { train } from '@cure-ts/pipeline'
import { statusBytes } from './null-learner.mjs'
import { answersTo, startRun } from './toy-run.mjs'

const [steps, settledAt] = [1000, 500]
/** What is kept of each step is its report, some KB. */
const growthBytes = 8 << 20

const complete = async ({ prompts, n }) => prompts.map(prompt => answersTo(prompt, n).map(text => ({
  text, promptTokenIds: [1, 2], tokenIds: [3, 4], logprobs: [-0.5, -0.25], finishReason: 'stop', policyVersion: null,
})))
const { context, end: endRun } = await startRun({ steps, tasksPerStep: 2, sampling: { programs: 4, tests: 4 } }, { complete })

const marks = []
const begun = performance.now()
await lastValueFrom(train(context).pipe(tap(({ report: { step } }) => { if (step === settledAt || step === steps) marks.push(mark()) })))
const seconds = (performance.now() - begun) / 1000
await endRun()

const [settled, end] = marks
const stepsPerSecond = steps / seconds
process.stdout.write(`${JSON.stringify({ steps, stepsPerSecond, settled, end }, null, 2)}\n`)
const isFlat = end.heapBytes - settled.heapBytes < growthBytes && end.residentBytes - settled.residentBytes < 2 * growthBytes && end.descriptors <= settled.descriptors
const met = stepsPerSecond >= 50 && isFlat
process.stdout.write(`${met ? 'met' : 'MISSED'}: at least 50 steps a second (${stepsPerSecond.toFixed(1)}), heap ${megabytes(settled.heapBytes)} to ${megabytes(end.heapBytes)}, resident ${megabytes(settled.residentBytes)} to ${megabytes(end.residentBytes)}, descriptors ${settled.descriptors} to ${end.descriptors} from step ${settledAt} to ${steps}\n`)
process.exitCode = met ? 0 : 1

function mark() {
  globalThis.gc()
  return { heapBytes: process.memoryUsage().heapUsed, residentBytes: statusBytes(process.pid, 'VmRSS'), descriptors: readdirSync('/proc/self/fd').length }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
