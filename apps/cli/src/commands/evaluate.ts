import { Command } from 'commander'
import { besidePublished, renderBeside, renderResult } from '@cure-ts/benchmarks'
import { loadTasks } from '@cure-ts/pipeline'
import { addSettings, flagsOf, resolveConfig } from '@cure-ts/trainer'
import { evaluateModel } from '../evaluate-model.ts'
import { type ApiFlags, withApi } from '../evaluate/api-flags.ts'
import { type PublishedFlag, publishedOption, readPublished } from '../evaluate/published-flag.ts'
import { makeResultFolder, writeResult } from '../result-folder.ts'
import { compareCommand } from './compare.ts'
import { reportCommand } from './report.ts'

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

interface EvaluateFlags extends ApiFlags, PublishedFlag {
  readonly config?: string
  readonly json?: boolean
  readonly out?: string
}

/** `cure evaluate`: what a model is worth as coder and as tester; `cure evaluate compare`: what changed; `cure evaluate report`: results on a page. */
export const evaluateCommand = addSettings(new Command('evaluate').description('Measure a model as coder and tester'), sections, aliases)
  .option('--api <address>', 'measure a model behind an OpenAI-compatible address, e.g. https://api.openai.com/v1, whose name there is --model; its key is OPENAI_API_KEY of the environment')
  .option('--tester-api <address>', 'likewise of a model that writes the tests, --tester-model; its key is TESTER_API_KEY, at the coder\'s address OPENAI_API_KEY')
  .option('--json', 'the whole result as JSON')
  .option('--out <folder>', 'keep the result there: result.json, report.md and plots')
  .addOption(publishedOption())
  .addHelpText('after', `
Prices, which the estimate and --max-cost need, stand in the config file, in dollars a million tokens by the name of the model:
  sampler: { prices: { NAME: { prompt: 0.15, completion: 0.60 } } }`)
  .addCommand(compareCommand)
  .addCommand(reportCommand)
  .action(async (_options, command: Command) => {
    const flags = command.opts<EvaluateFlags>()
    const given = withApi(flagsOf(command, sections, aliases), flags)
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: given })
    if (flags.out !== undefined) await makeResultFolder(flags.out)
    const published = await readPublished(flags)
    const files = given.has('tasks') || config.evaluation.tasks === null ? config.tasks : [config.evaluation.tasks]
    const tasks = await loadTasks(files, given.has('evaluation.limit') ? config.evaluation.limit : Infinity)
    const result = await evaluateModel(config, files, tasks)
    const beside = besidePublished([result], published, flags.published !== undefined)
    const text = renderResult(result) + (beside === null ? '' : `\n${renderBeside(beside)}`)
    process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : text)
    if (flags.out !== undefined) await writeResult(flags.out, result, text)
  })
