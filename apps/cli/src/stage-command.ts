import { Command, Option } from 'commander'
import type { CureConfig } from '@cure-ts/pipeline'
import { addSettings, flagsOf, resolveConfig, type Sections } from '@cure-ts/trainer'
import type { RecordFlags } from './record-stream.ts'

interface StageHelp {
  readonly name: string
  readonly description: string
  /** Names of the records, for `cure schema`. */
  readonly reads: string
  readonly writes: string
  readonly sections: Sections
}

/** A command that reads one kind of record and writes another; its settings are those of the configuration. */
export function stageCommand<Flags extends RecordFlags>(
  { name, description, reads, writes, sections }: StageHelp,
  run: (config: CureConfig, flags: Flags, given: ReadonlyMap<string, string>) => Promise<void>,
): Command {
  const command = new Command(name)
    .description(`${description} (${reads} -> ${writes})`)
    .option('--in <file>', `${reads} records, JSONL or a JSON array [standard input]`)
    .option('--out <file>', `${writes} records, JSONL [standard output]`)
    .addOption(new Option('--on-error <what>', 'what a bad record does').choices(['stop', 'skip']))
    .addHelpText('after', `\nThe records: cure schema ${reads}, cure schema ${writes}.`)
  addSettings(command, sections)
  return command.action(async () => {
    const flags = command.opts<Flags & { config?: string }>()
    const given = flagsOf(command, sections)
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: given })
    await run(config, flags, given)
  })
}
