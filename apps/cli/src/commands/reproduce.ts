import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { findModel } from '@cure-ts/pipeline'
import { CureError } from '@cure-ts/records'
import { addSettings, flagsOf, resolveConfig } from '@cure-ts/trainer'
import { wholeNumber } from '../whole-number.ts'

/** The sizes of a reproduction; all else is the configuration's. */
const aliases = {
  '--model': 'model',
  '--tasks': 'tasks',
  '--steps': 'steps',
  '--tasks-per-step': 'tasksPerStep',
  '--programs': 'sampling.programs',
  '--tests': 'sampling.tests',
  '--limit': 'evaluation.limit',
  '--seed': 'seed',
  '--lanes': 'sandbox.lanes',
}

const claimIds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const

interface ReproduceFlags {
  readonly config?: string
  readonly claims: readonly string[]
  readonly seeds: number
  readonly runs: string
  readonly out?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** `cure reproduce`: every claim of the paper beside what is measured here. */
export const reproduceCommand = addSettings(new Command('reproduce').description('Run the claims of the paper at desk scale, and report each beside what was measured'), [], aliases)
  .option('--claims <letters>', `which ones, of ${claimIds.join(',')}; default: all`, claimsFlag, claimIds)
  .option('--seeds <number>', 'with so many seeds, from --seed on', wholeNumber, 3)
  .option('--runs <folder>', 'keep runs, evaluations and results there; the same command goes on from them', 'runs/reproduction')
  .option('--out <file>', 'the report, Markdown; its pictures are in the folder of its name [report.md in --runs]')
  .option('--dry-run', 'say what would be run, and how long that may take')
  .option('--json', 'the claims with their figures as JSON')
  .action(async (_options, command: Command) => {
    const flags = command.opts<ReproduceFlags>()
    const { config: asked } = await resolveConfig({ file: flags.config, env: process.env, flags: flagsOf(command, [], aliases) })
    if (asked.sampler.baseUrl !== null) throw new CureError('Setting sampler.baseUrl: the claims train and measure models that this machine serves itself; leave it out.')
    // What is kept is named by a digest of the model's files.
    const config = { ...asked, model: (await findModel(asked.model, true)).folder }
    const reproduction = await import('../reproduce/run-reproduction.ts') // Its pictures would cost every other command a part of its start.
    const runs = resolve(flags.runs)
    const seeds = Array.from({ length: flags.seeds }, (_, index) => config.seed + index)
    if (flags.dryRun === true) {
      process.stdout.write(await reproduction.planReproduction({ config, claims: flags.claims, seeds, runs }))
      return
    }
    await mkdir(runs, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new CureError(`${runs}: this folder cannot be made (${error.code}); name another one with --runs.`, { cause: error })
    })
    const outcomes = await reproduction.runReproduction({
      config, claims: flags.claims, seeds, runs, out: resolve(flags.out ?? `${flags.runs}/report.md`), command: `cure ${process.argv.slice(2).join(' ')}`,
      say: line => process.stderr.write(`${line}\n`),
    })
    if (flags.json === true) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`)
    else for (const outcome of outcomes) process.stdout.write(`${outcome.id}. ${outcome.statement} ${'notRun' in outcome ? outcome.notRun : outcome.holds ? 'holds' : 'does not hold'}\n`)
  })

function claimsFlag(text: string): readonly string[] {
  const asked = text.split(',')
  const unknown = asked.find(each => !claimIds.some(id => id === each))
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no claim ${unknown}; there are ${claimIds.join(',')}.`)
  return claimIds.filter(id => asked.includes(id))
}
