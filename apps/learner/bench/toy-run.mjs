// A run around the stages whose time is measured: tasks, prompts, answers and a sandbox that cost nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cureConfig, loadStages, RunFolder } from '@cure-ts/pipeline'
import { connectLearner, learnerSettings } from '@cure-ts/trainer-bridge'
import { startNullLearner } from './null-learner.mjs'

/** What `train` takes, but for the sampler, in a temporary folder; `end` ends the learner and removes the folder. */
export async function startRun(settings, session, { updateMs = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cure-bench-'))
  const config = cureConfig.parse({ model: 'none', tasks: ['none'], evaluation: { everySteps: 0 }, learner: { saveEvery: 50 }, ...settings })
  const run = new RunFolder(join(folder, 'run'))
  await run.create(config, { runId: 'bench' })
  const started = await startNullLearner({ updateMs })
  const learner = await connectLearner({
    address: started.bridge, keys: null, runId: 'bench', connectTimeoutMs: 30_000, heartbeatMs: 2000, stallTimeoutMs: 60_000,
    settings: learnerSettings(config.learner, { seed: 1, checkpointDir: run.checkpoints, resume: false, policyLag: config.maxPolicyLag ?? 0 }),
  })
  const prompts = { coder: question => `c ${question}`, tester: question => `t ${question}`, addSpecialTokens: true }
  const end = async () => {
    learner.close()
    await started.stop()
    rmSync(folder, { recursive: true })
  }
  return {
    context: {
      config, run, learner, tasks: tasksUpTo(64), stages: await loadStages({}, folder), heldOut: [], validation: [], reports: [], evaluations: [], policyVersion: 0,
      session: { prompts, sandbox: { run: execute }, ...session },
    },
    end,
  }
}

function tasksUpTo(count) {
  return Array.from({ length: count }, (_, index) => ({
    task_id: `task-${index}`, question: String(index), test_input: [''], test_output: [String(index)], example_input: [], example_output: [],
    test_time_limit: 1, memory_limit_mb: 64, exe_method: 'stdin', solutions: [], wrong_solutions: [], tags: [],
  }))
}

/** The texts that answer a prompt; every odd one is wrong. */
export function answersTo(prompt, n) {
  return Array.from({ length: n }, (_, index) => {
    const answer = index % 2 === 0 ? prompt.slice(2) : 'wrong'
    return prompt.startsWith('c') ? `\`\`\`python\n${answer}\n\`\`\`` : `**Test Input:**\n\`\`\`\n${index}\n\`\`\`\n**Test Output:**\n\`\`\`\n${answer}\n\`\`\``
  })
}

export async function execute({ programs, tests }) {
  return {
    verdicts: programs.map(program => tests.map(test => program === test.output ? 'passed' : 'wrong-output')),
    cpuMs: programs.map(() => tests.map(() => 1)),
    execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  }
}
