import { Command, Option } from 'commander'
import type { CureConfig } from '@cure-ts/pipeline'
import { addSettings, flagsOf, resolveConfig, type Sections } from '@cure-ts/trainer'

interface StageHelp {
  readonly name: string
  readonly description: string
  /** Names of the records, for `cure schema`. */
  readonly reads: string
  readonly writes: string
  readonly sections: Sections
  /** Settings by path from those that were given, where the command has flags of its own for some. */
  readonly given?: (settings: ReadonlyMap<string, string>, command: Command) => ReadonlyMap<string, string>
}

/** A command that reads one kind of record and writes another; its settings are those of the configuration. */
export function stageCommand(
  { name, description, reads, writes, sections, given: adapted = settings => settings }: StageHelp,
  run: (config: CureConfig, command: Command, given: ReadonlyMap<string, string>) => Promise<void>,
): Command {
  const command = new Command(name)
    .description(`${description} (${reads} -> ${writes})`)
    .option('--in <file>', `${reads} records, JSONL or a JSON array [standard input]`)
    .option('--out <file>', `${writes} records, JSONL [standard output]`)
    .addOption(new Option('--on-error <what>', 'what a bad record does').choices(['stop', 'skip']))
    .addHelpText('after', `\nThe records: cure schema ${reads}, cure schema ${writes}.`)
  addSettings(command, sections)
  return command.action(async () => {
    const given = adapted(flagsOf(command, sections), command)
    const { config } = await resolveConfig({ file: command.opts<{ config?: string }>().config, env: process.env, flags: given, tasksAreOptional: true })
    await run(config, command, given)
  })
}
