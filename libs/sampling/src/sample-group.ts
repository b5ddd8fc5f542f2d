import { CureError, type Program, type Response, type Role, type Sampled, type Task, type Test } from '@cure-ts/records'
import type { Complete, Completion } from './completion.ts'
import { drawExamples } from './draw-examples.ts'
import type { Prompts } from './prompts.ts'
import { readProgram } from './read-program.ts'
import { readTest } from './read-test.ts'
import { sampledOf } from './sampled-of.ts'
import type { SamplingConfig } from './sampling-config.ts'
import { seedOf } from './seed-of.ts'

/** The configuration with what changes from step to step. */
export type SamplingStep = SamplingConfig & {
  /** From 1; part of every seed. */
  readonly step: number
  /** Updates behind the weights, for a server that does not say it itself. */
  readonly policyVersion: number
}

/**
 * Samples programs and tests for tasks that share their requests: one request for all programs, one for all tests.
 * The requests' seeds depend on (seed, step, role, the tasks' ids) alone.
 *
 * @throws CureError where the configuration is at fault; anything else that a request fails with is in the samples' `failure`
 */
export async function sampleGroup(
  tasks: readonly Task[],
  config: SamplingStep,
  port: { complete: Complete, prompts: Prompts },
  signal: AbortSignal,
): Promise<Sampled[]> {
  const shown = tasks.map(task => {
    const examples = drawExamples(task, config, config.step)
    const write = (role: Role) => port.prompts[role](task.question, examples, task.exe_method === 'function' ? task.function_name : null)
    return { examples, prompts: { coder: write('coder'), tester: write('tester') } }
  })
  const ask = async (role: Role): Promise<(task: number, index: number) => Completion | Failure> => {
    try {
      const completions = await port.complete({
        prompts: shown.map(({ prompts }) => prompts[role]),
        n: role === 'coder' ? config.programs : config.tests,
        maxTokens: role === 'coder' ? config.maxProgramTokens : config.maxTestTokens,
        temperature: config.temperature,
        topP: config.topP,
        topK: config.topK,
        seed: seedOf(config.seed, config.step, role, ...tasks.map(task => String(task.task_id))),
        addSpecialTokens: port.prompts.addSpecialTokens,
      }, signal)
      return (task, index) => completions[task]?.[index] ?? { failure: 'The sampler gave fewer completions than were asked for.' }
    } catch (error) {
      if (error instanceof CureError) throw error
      return () => ({ failure: error instanceof Error ? error.message : String(error) })
    }
  }
  const [program, test] = await Promise.all([ask('coder'), ask('tester')])
  return tasks.map((task, taskIndex) => sampledOf(task, {
    ...shown[taskIndex]!,
    programs: Array.from({ length: config.programs }, (_, index) => programOf(`p${index}`, program(taskIndex, index), config.policyVersion)),
    generatedTests: Array.from({ length: config.tests }, (_, index) => testOf(`t${index}`, test(taskIndex, index), config.policyVersion)),
  }))
}

interface Failure {
  readonly failure: string
}

function programOf(programId: string, sampled: Completion | Failure, policyVersion: number): Program {
  if ('failure' in sampled) return { programId, code: null, failure: sampled.failure }
  return { programId, code: readProgram(sampled.text), response: responseOf(sampled, policyVersion) }
}

function testOf(testId: string, sampled: Completion | Failure, policyVersion: number): Test {
  if ('failure' in sampled) return { testId, origin: 'generated', input: null, output: null, failure: sampled.failure }
  return { testId, origin: 'generated', ...(readTest(sampled.text) ?? { input: null, output: null }), response: responseOf(sampled, policyVersion) }
}

function responseOf(completion: Completion, policyVersion: number): Response {
  return { ...completion, policyVersion: completion.policyVersion ?? policyVersion }
}
