import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CureError, type Batch, type Task } from '@cure-ts/records'
import { type Complete, Meter } from '@cure-ts/sampling'
import type { RunTable } from '@cure-ts/sandbox'
import type { Learner, StepDone } from '@cure-ts/trainer-bridge'
import { type CureConfig, cureConfig } from './cure-config.ts'
import { loadStages } from './load-stages.ts'
import { RunFolder } from './run-folder.ts'
import type { Session } from './session.ts'
import type { TrainContext } from './train.ts'

/** Tasks that ask to print their number; a program `N` passes a test whose output is `N`. */
export function tasksUpTo(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    task_id: `task-${index}`, question: String(index), test_input: [''], test_output: [String(index)], example_input: [], example_output: [],
    test_time_limit: 1, memory_limit_mb: 64, exe_method: 'stdin', solutions: [String(index)], wrong_solutions: [], tags: [],
  }))
}

/** Every odd sample is wrong. The prompts are the questions. */
export const fakeComplete: Complete = async ({ prompts, n, seed }) => prompts.map(prompt => Array.from({ length: n }, (_, index) => {
  const answer = index % 2 === 0 ? prompt.slice(2) : `wrong ${seed % 7}`
  const text = prompt.startsWith('c')
    ? `\`\`\`python\n${answer}\n\`\`\``
    : `**Test Input:**\n\`\`\`\n${index}\n\`\`\`\n**Test Output:**\n\`\`\`\n${answer}\n\`\`\``
  return { text, promptTokenIds: [1, 2], tokenIds: [3, 4], logprobs: [-0.5, -0.25], finishReason: 'stop', policyVersion: null }
}))

const fakeRun: RunTable = async ({ programs, tests }) => ({
  verdicts: programs.map(program => tests.map(test => program === test.output ? 'passed' : 'wrong-output')),
  cpuMs: programs.map(() => tests.map(() => 1)),
  execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
})

export const fakeSession: Session = {
  meter: new Meter({}, null),
  asked: {},
  complete: fakeComplete,
  prompts: { coder: question => `c ${question}`, tester: question => `t ${question}`, addSpecialTokens: true },
  sandbox: {
    run: fakeRun,
    check: async () => ({ isolation: 'none', warnings: [] }),
    statistics: () => { throw new Error('not asked for') },
    close: async () => undefined,
  },
  bridge: null,
  lost: new Promise<CureError>(() => undefined),
  close: async () => undefined,
}

/** A learner that remembers what it was given and counts its updates. */
export function fakeLearner(): Learner & { readonly batches: Batch[], readonly saved: string[] } {
  const batches: Batch[] = []
  const saved: string[] = []
  return {
    batches,
    saved,
    welcome: {} as Learner['welcome'],
    lost: new Promise(() => undefined),
    update: async (batch): Promise<StepDone> => {
      batches.push(batch)
      return { step: batch.step, phase: batch.phase, metrics: { loss: 0.5 }, policyVersion: batches.length, checkpoint: null }
    },
    save: async label => {
      saved.push(label)
      return label
    },
    publish: async () => ({ path: `served/${batches.length}`, policyVersion: batches.length, canary: { tokenIds: [1, 2], logprobs: [-1] } }),
    shutdown: async () => undefined,
    close: () => undefined,
  }
}

export async function fakeContext(changes: Record<string, unknown> = {}): Promise<TrainContext & { readonly learner: ReturnType<typeof fakeLearner>, readonly remove: () => void }> {
  const config: CureConfig = cureConfig.parse({
    model: 'm', tasks: ['t'], steps: 2, tasksPerStep: 3,
    sampling: { programs: 4, tests: 2 },
    evaluation: { everySteps: 0 },
    ...changes,
  })
  const folder = mkdtempSync(join(tmpdir(), 'cure-run-'))
  const run = new RunFolder(join(folder, 'run'))
  await run.create(config, { runId: 'fake' })
  return {
    config, run,
    tasks: tasksUpTo(5),
    stages: await loadStages({}, folder),
    session: fakeSession,
    learner: fakeLearner(),
    reports: [],
    policyVersion: 0,
    evaluations: [],
    heldOut: [],
    validation: [],
    remove: () => rmSync(folder, { recursive: true }),
  }
}
