import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { type AgenticConfig, type PipelineName, pipelineNames } from '@cure-ts/agentic'
import { loadTasks } from '@cure-ts/pipeline'
import { addSettings, flagsOf, resolveConfig } from '@cure-ts/trainer'
import { addAgenticFlags, type AgenticFlags, agenticOf, usableRules } from '../agent/agentic-flags.ts'
import { compareRuns, type PipelineRun } from '../agent/compare-runs.ts'
import { comparisonPlot, describeComparison } from '../agent/describe-comparison.ts'
import { coderFlag, testerOf, withCoder, withTester } from '../agent/model-flags.ts'
import { openAgent } from '../agent/open-agent.ts'
import { runPipelines } from '../agent/run-pipelines.ts'
import { whileLearnerLives } from '../while-learner-lives.ts'
import { wholeNumber } from '../whole-number.ts'

interface CompareFlags extends AgenticFlags {
  readonly config?: string
  readonly pipelines: readonly PipelineName[]
  readonly rules: readonly AgenticConfig['rule'][]
  readonly coder?: string
  readonly testers?: readonly string[]
  readonly limit?: number
  readonly tasksAtOnce: number
  readonly out?: string
  readonly json?: boolean
}

const sections = ['', 'sampler', 'sampling', 'sandbox']

/** `cure agent compare`: pipelines with testers, on the same tasks within the same limits. */
export const compareAgentsCommand = addAgenticFlags(addSettings(new Command('compare'), sections))
  .description('Compare pipelines and testers on the same tasks within the same limits: accuracy, calls, tokens, cost, latency')
  .addOption(new Option('--pipelines <names...>', 'pipelines to compare').choices(pipelineNames).default(pipelineNames))
  .addOption(new Option('--rules <names...>', 'by which best-of-n and iterative-tests choose, all on the same answers').choices(usableRules).default(['best-of-n']))
  .addOption(coderFlag())
  .option('--testers <name=where...>', 'testers to compare: a name and an OpenAI-compatible address or a model folder [the coder itself]')
  .option('--tasks-at-once <number>', 'tasks under way at once', wholeNumber, 4)
  .option('--limit <number>', 'at most so many tasks', wholeNumber)
  .option('--out <folder>', 'keep there: comparison.json, comparison.md, accuracy.svg and .png, and a trace of each run')
  .option('--json', 'the comparison as JSON')
  .action(async (_options, command: Command) => {
    const flags = command.opts<CompareFlags>()
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: withCoder(flagsOf(command, sections), flags.coder) })
    const testers = flags.testers?.map(testerOf) ?? [{ name: config.sampler.testerBaseUrl === null ? 'coder' : 'tester', where: null }]
    const tasks = await loadTasks(config.tasks, flags.limit)
    const agentic = { ...agenticOf(config, flags), tasksAtOnce: flags.tasksAtOnce }
    if (flags.out !== undefined) await mkdir(flags.out, { recursive: true })
    const runs: PipelineRun[] = []
    for (const { name, where } of testers) {
      runs.push(...await withTester(config, where, async testing => {
        const { session, ports } = await openAgent(testing, flags.prompts)
        return whileLearnerLives(session, () => runPipelines(name, ports, agentic, { ...flags, tasks, folder: flags.out }))
      }))
    }
    const compared = compareRuns(runs, config.seed)
    const json = `${JSON.stringify({ tasks: tasks.length, settings: agentic, runs: compared }, null, 2)}\n`
    const text = describeComparison(compared, tasks.length, agentic)
    process.stdout.write(flags.json === true ? json : text)
    if (flags.out === undefined) return
    const { writePlots } = await import('../plots/write-plots.ts') // It would cost every other command a part of its start.
    await writeFile(join(flags.out, 'comparison.json'), json)
    await writeFile(join(flags.out, 'comparison.md'), `${text}\n![Accuracy by tokens](accuracy.svg)\n`)
    await writePlots(flags.out, { accuracy: comparisonPlot(compared) })
  })
