import type { PipelineName } from '@cure-ts/agentic'
import type { EvaluationResult } from '@cure-ts/benchmarks'
import type { CureConfig } from '@cure-ts/pipeline'
import type { Task } from '@cure-ts/records'
import { agenticOf } from '../agent/agentic-flags.ts'
import { openAgent } from '../agent/open-agent.ts'
import { runPipelines } from '../agent/run-pipelines.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'
import { agentPrompts } from './measurement.ts'

const tasksAtOnce = 16

/**
 * Solves each task by a pipeline, at the temperature of the evaluation.
 *
 * @param folder where the trace goes
 * @returns of a result what the pipeline decides: wall seconds, and of each task whether the chosen program is correct, and the tokens generated
 */
export async function solveTasks(config: CureConfig, pipeline: PipelineName, tasks: readonly Task[], folder: string): Promise<Pick<EvaluationResult, 'seconds' | 'tasks'>> {
  const asked = { ...config, sampling: { ...config.sampling, temperature: config.evaluation.temperature } }
  const startedAt = performance.now()
  const { session, ports } = await openAgent(asked, agentPrompts(config) ?? undefined)
  const [run] = await whileLearnerLives(session, () =>
    runPipelines(pipeline, ports, { ...agenticOf(asked, { pipeline }), tasksAtOnce }, { pipelines: [pipeline], rules: ['best-of-n'], tasks, folder }))
  return {
    seconds: (performance.now() - startedAt) / 1000,
    tasks: run!.ends.map(({ taskId, correct, tokens }) => ({ taskId, figures: { correct: correct === null ? null : Number(correct), tokens }, programTokens: [], testTokens: [] })),
  }
}
