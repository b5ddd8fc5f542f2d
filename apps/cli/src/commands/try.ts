import { resolve } from 'node:path'
import { Command } from 'commander'
import { lastValueFrom, of, pipe } from 'rxjs'
import { type CureConfig, loadStages, openSession } from '@cure-ts/pipeline'
import { type Executed, Task } from '@cure-ts/records'
import * as Schema from 'effect/Schema'
import { addSettings, flagsOf, resolveConfig } from '@cure-ts/trainer'
import { modelsOfRun, newestRun } from '../try/find-models.ts'
import { renderTrial } from '../try/render-trial.ts'
import { type Trial, trialOf } from '../try/trial.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'

const sections = ['sampling', 'sandbox', 'stages']
const aliases = { '--seed': 'seed' }

interface TryFlags {
  readonly run?: string
  readonly models?: string[]
  readonly config?: string
  readonly json?: boolean
}

/** `cure try`: what models make of a problem in a person's words, one below the other. */
export const tryCommand = addSettings(new Command('try').description('Ask models for programs and tests for a problem in your words, and see which program the tests choose'), sections, aliases)
  .argument('<problem>', 'what the program is to do, e.g. "Read integers, keep the even numbers, print the sum."')
  .option('--models <models...>', 'models to ask, as --model takes them [a run\'s model before and after training]')
  .option('--run <folder>', 'the run whose models are asked [the newest under runs/]')
  .option('--json', 'a JSON object a model, one a line')
  .action(async (problem: string, _options, command: Command) => {
    const flags = command.opts<TryFlags>()
    const models = flags.models ?? await modelsOfRun(flags.run ?? await newestRun(resolve('runs')))
    const given = flagsOf(command, sections, aliases)
    for (const model of models) {
      const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: new Map([...given, ['model', model]]), tasksAreOptional: true })
      const trial = await trialOf(model, await execute(config, problem))
      process.stdout.write(flags.json === true ? `${JSON.stringify(trial satisfies Trial)}\n` : `${renderTrial(trial)}\n`)
    }
  })

/** Samples programs and tests for the problem, and runs each on each. */
async function execute(config: CureConfig, problem: string): Promise<Executed> {
  const stages = await loadStages(config.stages, process.cwd())
  const session = await openSession(config, { train: false })
  const task = Schema.decodeUnknownSync(Task)({ task_id: 'try', question: problem, test_input: [], test_output: [] })
  const sampling = { ...config.sampling, seed: config.seed, step: 0, policyVersion: 0 }
  return whileLearnerLives(session, () => lastValueFrom(of(task).pipe(pipe(
    stages.sampling.sample(sampling, session),
    stages.sandbox.execute(config.sandbox, session.sandbox.run),
  ))))
}
