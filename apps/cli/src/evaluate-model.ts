import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { lastValueFrom } from 'rxjs'
import { type EvaluationResult, measure } from '@cure-ts/benchmarks'
import { type CureConfig, evaluate, type Evaluated, loadStages, openSession } from '@cure-ts/pipeline'
import type { Task } from '@cure-ts/records'
import { startProgress } from './progress.ts'
import { whileLearnerLives } from './while-learner-lives.ts'

/**
 * Measures the model of a configuration as coder and tester.
 *
 * @param files that the tasks came from
 */
export async function evaluateModel(config: CureConfig, files: readonly string[], tasks: readonly Task[]): Promise<EvaluationResult> {
  const stages = await loadStages(config.stages, process.cwd())
  const progress = startProgress('evaluate | {bar} {value}/{total} tasks', tasks.length)
  try {
    const session = await openSession(config, { train: false })
    const context = { config, stages, session, onEvaluated: (done: number) => progress.update(done) }
    const evaluated = await whileLearnerLives(session, () => lastValueFrom(evaluate(context, tasks, { step: 0, split: 'held-out', policyVersion: 0 })))
    return resultOf(config, files, tasks, evaluated)
  } finally {
    progress.stop()
  }
}

function resultOf(config: CureConfig, files: readonly string[], tasks: readonly Task[], { evaluation, tasks: measured }: Evaluated): EvaluationResult {
  const { sampling: { programs, tests, maxProgramTokens, maxTestTokens }, evaluation: { temperature, topP, topK, maxGroundTruthTests }, seed } = config
  const asked = tasks.map(({ task_id, question, test_input, test_output }) => [task_id, question, test_input, test_output])
  return {
    model: relative(process.cwd(), config.model),
    taskFiles: files.map(file => relative(process.cwd(), file)),
    tasksDigest: createHash('sha256').update(JSON.stringify(asked)).digest('hex'),
    settings: { programs, tests, temperature, topP, topK, maxProgramTokens, maxTestTokens, maxGroundTruthTests },
    seed,
    seconds: evaluation.seconds,
    ...measure(measured, { seed }),
  }
}
