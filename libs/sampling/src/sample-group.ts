import { CureError, type Program, type Response, type Role, type Sampled, type Task, type Test } from '@cure-ts/records'
import { type Complete, type Completion, PromptRefused } from './completion.ts'
import { drawExamples, type Example } from './draw-examples.ts'
import type { Prompts } from './prompts.ts'
import { readProgram } from './read-program.ts'
import { readTest } from './read-test.ts'
import { sampledOf } from './sampled-of.ts'
import type { SamplingConfig } from './sampling-config.ts'
import { seedOf } from './seed-of.ts'
import { withOpening } from './without-thinking.ts'

/** The configuration with what changes from step to step. */
export type SamplingStep = SamplingConfig & {
  /** From 1; part of every seed. */
  readonly step: number
  /** Updates behind the weights, for a server that does not say it itself. */
  readonly policyVersion: number
}

/** Who answers, and how it is asked. */
export interface SamplingPort {
  readonly complete: Complete
  /** Another model that writes the tests; without it the coder does. */
  readonly completeTests?: Complete | undefined
  readonly prompts: Prompts
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
  port: SamplingPort,
  signal: AbortSignal,
): Promise<Sampled[]> {
  const [programs, tests] = await Promise.all([askRole('coder', tasks, config, port, signal), askRole('tester', tasks, config, port, signal)])
  return tasks.map((task, index) => sampledOf(task, {
    examples: programs[index]!.examples,
    prompts: { coder: programs[index]!.prompt, tester: tests[index]!.prompt },
    programs: places(config.programs, programs[index]!.answer).map((sampled, place) => programOf(`p${place}`, programs[index]!.prompt, sampled, config.policyVersion)),
    generatedTests: testsOf(tests[index]!, config),
  }))
}

/**
 * Samples tests alone, as {@link sampleGroup} does.
 *
 * @returns tests[task]
 * @throws CureError where the configuration is at fault
 */
export async function sampleTests(tasks: readonly Task[], config: SamplingStep, port: SamplingPort, signal: AbortSignal): Promise<Test[][]> {
  return (await askRole('tester', tasks, config, port, signal)).map(asked => testsOf(asked, config))
}

function testsOf({ prompt, answer }: Asked, { tests, policyVersion }: SamplingStep): Test[] {
  return places(tests, answer).map((sampled, place) => testOf(`t${place}`, prompt, sampled, policyVersion))
}

interface Asked {
  readonly examples: readonly Example[]
  readonly prompt: string
  readonly answer: Completion[] | Failure | undefined
}

/** One request for one role; its seed depends on (seed, step, role, the tasks' ids) alone. */
async function askRole(role: Role, tasks: readonly Task[], config: SamplingStep, port: SamplingPort, signal: AbortSignal): Promise<Asked[]> {
  const shown = tasks.map(task => {
    const examples = drawExamples(task, config, config.step)
    return { examples, prompt: port.prompts[role](task.question, examples, task.exe_method === 'function' ? task.function_name : null) }
  })
  const complete = role === 'tester' ? port.completeTests ?? port.complete : port.complete
  const ask = async (members: readonly number[]): Promise<(Completion[] | Failure)[]> => {
    try {
      return await complete({
        prompts: members.map(member => shown[member]!.prompt),
        n: role === 'coder' ? config.programs : config.tests,
        maxTokens: role === 'coder' ? config.maxProgramTokens : config.maxTestTokens,
        temperature: config.temperature,
        topP: config.topP,
        topK: config.topK,
        seed: seedOf(config.seed, config.step, role, ...members.map(member => String(tasks[member]!.task_id))),
        addSpecialTokens: port.prompts.addSpecialTokens,
      }, signal)
    } catch (error) {
      if (error instanceof CureError) throw error
      // One prompt that is too long must not cost the others their samples.
      if (error instanceof PromptRefused && members.length > 1) return (await Promise.all(members.map(member => ask([member])))).flat()
      const failure = error instanceof Error ? error.message : String(error)
      return members.map(() => ({ failure }))
    }
  }
  const answers = await ask([...tasks.keys()])
  return shown.map((each, index) => ({ ...each, answer: answers[index] }))
}

interface Failure {
  readonly failure: string
}

/** A group is always complete: what was asked for, or why it is not there. */
function places(count: number, answer: Completion[] | Failure | undefined): (Completion | Failure)[] {
  const missing: Failure = answer !== undefined && 'failure' in answer ? answer : { failure: 'The sampler gave fewer completions than were asked for.' }
  const completions = Array.isArray(answer) ? answer : []
  return Array.from({ length: count }, (_, place) => completions[place] ?? missing)
}

function programOf(programId: string, prompt: string, sampled: Completion | Failure, policyVersion: number): Program {
  if ('failure' in sampled) return { programId, code: null, failure: sampled.failure }
  return { programId, code: readProgram(withOpening(prompt, sampled.text)), response: responseOf(sampled, policyVersion) }
}

function testOf(testId: string, prompt: string, sampled: Completion | Failure, policyVersion: number): Test {
  if ('failure' in sampled) return { testId, origin: 'generated', input: null, output: null, failure: sampled.failure }
  return { testId, origin: 'generated', ...(readTest(withOpening(prompt, sampled.text)) ?? { input: null, output: null }), response: responseOf(sampled, policyVersion) }
}

function responseOf(completion: Completion, policyVersion: number): Response {
  return { ...completion, policyVersion: completion.policyVersion ?? policyVersion }
}
