import { Command } from 'commander'
import { lastValueFrom } from 'rxjs'
import { bestOfNGrid, passAtK } from '@cure-ts/benchmarks'
import { type CureConfig, evaluate, type Evaluated, loadStages, loadTasks, openSession } from '@cure-ts/pipeline'
import { addSettings, flagsOf, resolveConfig, share } from '@cure-ts/trainer'
import { startProgress } from '../progress.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'

const sections = ['sampler', 'sandbox', 'stages']

/** The evaluation's own settings have the short flags here. */
const aliases = {
  '--temperature': 'evaluation.temperature',
  '--top-p': 'evaluation.topP',
  '--top-k': 'evaluation.topK',
  '--limit': 'evaluation.limit',
  '--max-ground-truth-tests': 'evaluation.maxGroundTruthTests',
  '--model': 'model',
  '--tasks': 'tasks',
  '--seed': 'seed',
  '--programs': 'sampling.programs',
  '--tests': 'sampling.tests',
  '--max-program-tokens': 'sampling.maxProgramTokens',
  '--max-test-tokens': 'sampling.maxTestTokens',
}

/** `cure evaluate`: the figures of method.md section 6 for a model on tasks. */
export const evaluateCommand = addSettings(new Command('evaluate').description('Measure a model as coder and tester'), sections, aliases)
  .option('--json', 'the whole result as JSON')
  .action(async (_options, command: Command) => {
    const flags = command.opts<{ config?: string, json?: boolean }>()
    const given = flagsOf(command, sections, aliases)
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: given })
    const limit = given.has('evaluation.limit') ? config.evaluation.limit : Infinity
    const files = given.has('tasks') || config.evaluation.tasks === null ? config.tasks : [config.evaluation.tasks]
    const tasks = await loadTasks(files, limit)
    const evaluated = await evaluateModel(config, tasks)
    process.stdout.write(flags.json === true ? `${JSON.stringify(result(evaluated), null, 2)}\n` : describe(evaluated))
  })

async function evaluateModel(config: CureConfig, tasks: Awaited<ReturnType<typeof loadTasks>>): Promise<Evaluated> {
  const stages = await loadStages(config.stages, process.cwd())
  const progress = startProgress('evaluate | {bar} {value}/{total} tasks', tasks.length)
  try {
    const session = await openSession(config, { train: false })
    const context = { config, stages, session, onEvaluated: (done: number) => progress.update(done) }
    return await whileLearnerLives(session, () => lastValueFrom(evaluate(context, tasks, { step: 0, split: 'held-out', policyVersion: 0 })))
  } finally {
    progress.stop()
  }
}

function result({ evaluation, tables }: Evaluated) {
  return { ...evaluation, passAt16: passAtK(tables, 16), bestOfNGrid: bestOfNGrid(tables) }
}

function describe(evaluated: Evaluated): string {
  const { evaluation: { statistics: s, counts, lengths, referenceTestAccuracy, seconds }, tables } = evaluated
  const rows: [string, string][] = [
    ['one-shot code accuracy', share(s.codeAccuracy)],
    ['unit-test accuracy (all correct programs pass)', share(s.unitTestAccuracy)],
    ...referenceTestAccuracy === undefined ? [] : [['unit-test accuracy (reference solution)', share(referenceTestAccuracy)] as [string, string]],
    ['best-of-n accuracy', share(s.bestOfN)],
    ['pass@16', passText(passAtK(tables, 16))],
    ['p_u', share(s.pU)],
    ['p_01 (wrong program passes correct test)', share(s.p01)],
    ['p_00 (wrong program passes wrong test)', share(s.p00)],
    ['mu', s.mu === null ? '-' : `${s.mu.value.toFixed(3)} (${s.mu.low.toFixed(3)} to ${s.mu.high.toFixed(3)})`],
    ['reward precision', share(s.precision)],
    ['mean length program / test', `${lengths.program.toFixed(1)} / ${lengths.test.toFixed(1)} tokens`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return `${counts.tasks} tasks, ${counts.programs} programs, ${counts.tests} tests, ${seconds.toFixed(0)} s; mean over tasks (95% interval)\n${
    rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('')}`
}

const passText = (accuracy: number | null) => accuracy === null ? '-' : `${(100 * accuracy).toFixed(1)}%`
