import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { lastValueFrom } from 'rxjs'
import { type EvaluationResult, measure } from '@cure-ts/benchmarks'
import { type CureConfig, evaluate, type Evaluated, loadStages, openSession } from '@cure-ts/pipeline'
import type { Task } from '@cure-ts/records'
import { startProgress } from './progress.ts'
import { describeEstimate, estimateCost, refuseCost } from './evaluate/estimate-cost.ts'
import { untilStopped } from './evaluate/until-stopped.ts'
import { whileLearnerLives } from './while-learner-lives.ts'

/** Characters of a question that a result keeps. */
const shownQuestion = 400

/**
 * Measures the model of a configuration as coder and tester.
 *
 * @param files that the tasks came from
 */
export async function evaluateModel(config: CureConfig, files: readonly string[], tasks: readonly Task[]): Promise<EvaluationResult> {
  const stages = await loadStages(config.stages, process.cwd())
  const progress = startProgress('evaluate | {bar} {value}/{total} tasks', tasks.length)
  try {
    // One of the rules of selection compares the programs' outputs.
    const session = await openSession({ ...config, sandbox: { ...config.sandbox, keepOutputs: true } }, { train: false })
    return await whileLearnerLives(session, async () => {
      const context = { config, stages, session, onEvaluated: (done: number) => progress.update(done) }
      const estimate = await estimateCost(context, tasks)
      if (estimate !== null) {
        process.stderr.write(`${describeEstimate(estimate)}\n`)
        refuseCost(estimate, config.sampler.maxCost)
      }
      const { cache } = config.sampler
      const evaluated$ = evaluate(context, tasks, { step: 0, split: 'held-out', policyVersion: 0 })
      const evaluated = await lastValueFrom(cache === null ? evaluated$ : evaluated$.pipe(untilStopped(cache)))
      if (evaluated.failures !== null) process.stderr.write(`${evaluated.failures}${cache === null ? '' : ' The same command, with another --out, asks for them again.'}\n`)
      const { paid, cached } = session.meter
      return { ...resultOf(config, files, tasks, evaluated), ...(estimate !== null && { usage: { paid, cached } }) }
    })
  } finally {
    progress.stop()
  }
}

function resultOf(config: CureConfig, files: readonly string[], tasks: readonly Task[], { evaluation, tasks: evaluated }: Evaluated): EvaluationResult {
  const { sampling: { programs, tests, maxProgramTokens, maxTestTokens }, evaluation: { temperature, topP, topK, maxGroundTruthTests }, sampler, seed } = config
  const asked = tasks.map(({ task_id, question, test_input, test_output }) => [task_id, question, test_input, test_output])
  const measured = measure(evaluated, { seed })
  return {
    model: relative(process.cwd(), config.model),
    ...(sampler.testerBaseUrl !== null && { tester: sampler.testerModel ?? sampler.testerBaseUrl }),
    taskFiles: files.map(file => relative(process.cwd(), file)),
    tasksDigest: createHash('sha256').update(JSON.stringify(asked)).digest('hex'),
    settings: {
      programs, tests, temperature, topP, topK, maxProgramTokens, maxTestTokens, maxGroundTruthTests,
      ...(sampler.reasoningEffort !== null && { reasoningEffort: sampler.reasoningEffort }),
    },
    seed,
    seconds: evaluation.seconds,
    ...measured,
    tasks: measured.tasks.map((task, index) => ({ ...task, ...describeTask(tasks[index]!) })),
  }
}

function describeTask({ question, difficulty, tags }: Task): Partial<EvaluationResult['tasks'][number]> {
  const isKnown = typeof difficulty === 'string' || typeof difficulty === 'number'
  return { question: question.length > shownQuestion ? `${question.slice(0, shownQuestion)}...` : question, ...(isKnown && { difficulty: String(difficulty) }), ...(tags.length > 0 && { tags }) }
}
