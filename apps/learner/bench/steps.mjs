// 1,000 steps of a run with a learner that does nothing, a sampler and a sandbox that answer at once: what the pipeline, the bridge, the
// run's synced logs and the learner's synced journal cost by themselves. Bars: 50 steps a second; memory and descriptors do not grow.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastValueFrom, tap } from 'rxjs'
import { cureConfig, loadStages, RunFolder, train } from '@cure-ts/pipeline'
import { connectLearner, learnerSettings } from '@cure-ts/trainer-bridge'
import { startNullLearner, statusBytes } from './null-learner.mjs'

const [steps, settledAt] = [1000, 500]
/** What is kept of each step is its report, some KB. */
const growthBytes = 8 << 20

const folder = mkdtempSync(join(tmpdir(), 'cure-steps-'))
const config = cureConfig.parse({
  model: 'none', tasks: ['none'], steps, tasksPerStep: 2, sampling: { programs: 4, tests: 4 }, evaluation: { everySteps: 0 }, learner: { saveEvery: 50 },
})
const run = new RunFolder(join(folder, 'run'))
await run.create(config, { runId: 'bench' })
const started = await startNullLearner()
const learner = await connectLearner({
  address: started.bridge, keys: null, runId: 'bench', connectTimeoutMs: 30_000, heartbeatMs: 2000, stallTimeoutMs: 60_000,
  settings: learnerSettings(config.learner, { seed: 1, checkpointDir: run.checkpoints, resume: false, policyLag: 0 }),
})
const context = {
  config, run, learner, tasks: tasksUpTo(64), stages: await loadStages({}, folder), heldOut: [], validation: [], reports: [], evaluations: [], policyVersion: 0,
  session: { complete, prompts: { coder: question => `c ${question}`, tester: question => `t ${question}`, addSpecialTokens: true }, sandbox: { run: execute } },
}

const marks = []
const begun = performance.now()
await lastValueFrom(train(context).pipe(tap(({ report: { step } }) => { if (step === settledAt || step === steps) marks.push(mark()) })))
const seconds = (performance.now() - begun) / 1000
learner.close()
await started.stop()
rmSync(folder, { recursive: true })

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

function tasksUpTo(count) {
  return Array.from({ length: count }, (_, index) => ({
    task_id: `task-${index}`, question: String(index), test_input: [''], test_output: [String(index)], example_input: [], example_output: [],
    test_time_limit: 1, memory_limit_mb: 64, exe_method: 'stdin', solutions: [], wrong_solutions: [], tags: [],
  }))
}

/** Every odd sample is wrong. */
async function complete({ prompts, n }) {
  return prompts.map(prompt => Array.from({ length: n }, (_, index) => {
    const answer = index % 2 === 0 ? prompt.slice(2) : 'wrong'
    const text = prompt.startsWith('c') ? `\`\`\`python\n${answer}\n\`\`\`` : `**Test Input:**\n\`\`\`\n${index}\n\`\`\`\n**Test Output:**\n\`\`\`\n${answer}\n\`\`\``
    return { text, promptTokenIds: [1, 2], tokenIds: [3, 4], logprobs: [-0.5, -0.25], finishReason: 'stop', policyVersion: null }
  }))
}

async function execute({ programs, tests }) {
  return {
    verdicts: programs.map(program => tests.map(test => program === test.output ? 'passed' : 'wrong-output')),
    cpuMs: programs.map(() => tests.map(() => 1)),
    execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  }
}
