import { InvalidArgumentError, Option } from 'commander'
import { bootstrapMean, type MeasuredRules, renderRules, summarize } from '@cure-ts/benchmarks'
import { Selection, Table } from '@cure-ts/records'
import { compareRules, type ComparedTask, type RuleName, ruleNames, select, taskAccuracies } from '@cure-ts/selection'
import { readInput, type RecordFlags, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

type SelectFlags = RecordFlags & { rule: RuleName, seed: number, compare?: boolean, json?: boolean }

/** `cure select`: one program of each task by a rule, or how good every rule is on the tables. */
export const selectCommand = stageCommand(
  { name: 'select', description: 'Choose one program of each task by its table', reads: 'Table', writes: 'Selection', sections: [] },
  async (_config, command) => {
    const flags = command.opts<SelectFlags>()
    if (flags.compare !== true) {
      await runStage('select', readInput(Table, flags), select({ rule: flags.rule, seed: flags.seed }), Selection, flags, 1)
      return
    }
    const measured = await measureRules(flags)
    process.stdout.write(flags.json === true ? `${JSON.stringify(measured, null, 2)}\n` : renderRules(measured))
  },
)
  .addOption(new Option('--rule <name>', 'how a program is chosen').choices(ruleNames).default('best-of-n'))
  .option('--seed <number>', 'draws where a rule leaves several programs, and the intervals of --compare', seedFlag, 1)
  .option('--compare', 'print the accuracy of every rule on these tables, which need ground truth, instead of choosing')
  .option('--json', 'with --compare: as JSON')

async function measureRules(flags: SelectFlags): Promise<MeasuredRules & { readonly seed: number }> {
  const tables: Table[] = []
  const tasks: ComparedTask[] = []
  for await (const { outputs, ...table } of readInput(Table, flags)) {
    tasks.push({ taskId: table.taskId, accuracies: taskAccuracies({ ...table, outputs }) })
    tables.push({ ...table, responses: {} }) // Texts would only fill the memory.
  }
  const { seed } = flags
  const { mu } = summarize(tables, { seed }).statistics
  return { seed, mu, ...compareRules(tasks, { estimate: values => bootstrapMean(values, { seed }), seed }) }
}

function seedFlag(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 0.')
  return Number(text)
}
