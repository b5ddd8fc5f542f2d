import { Command, Option } from 'commander'
import { isPath } from './layers.ts'
import { type Setting, settings } from './setting.ts'

/** Settings of a command by section; `''` stands for the top level. */
export type Sections = readonly string[]

/** Short flags of one command for settings that have a longer one elsewhere, e.g. `--limit` for `evaluation.limit`. */
export type FlagAliases = Readonly<Record<string, string>>

/** Adds `--config` and a flag for every setting of the sections. */
export function addSettings(command: Command, sections: Sections, aliases: FlagAliases = {}): Command {
  command.option('--config <file>', 'configuration file, YAML or JSON')
  for (const setting of settings) {
    const flag = flagIn(setting, sections, aliases)
    if (flag !== undefined) command.addOption(optionFor(setting, flag))
  }
  return command
}

/** The texts of the flags that were given, by setting path. */
export function flagsOf(command: Command, sections: Sections, aliases: FlagAliases = {}): Map<string, string> {
  const given = new Map<string, string>()
  const options = command.opts<Record<string, string | boolean | undefined>>()
  for (const setting of settings) {
    const flag = flagIn(setting, sections, aliases)
    const option = command.options.find(({ long }) => long === flag)
    const value = option === undefined ? undefined : options[option.attributeName()]
    if (value !== undefined) given.set(setting.path, String(value))
  }
  return given
}

function sectionOf(path: string): string {
  const [section, rest] = path.split('.')
  return rest === undefined ? '' : section!
}

/** The flag that a command gives a setting; none where the command has not its section, or gave the flag to another setting. */
function flagIn({ path, flag }: Setting, sections: Sections, aliases: FlagAliases): string | undefined {
  const alias = Object.entries(aliases).find(([, aliased]) => aliased === path)?.[0]
  return alias ?? (sections.includes(sectionOf(path)) && !(flag in aliases) ? flag : undefined)
}

function optionFor(setting: Setting, flag: string): Option {
  const { path, types, choices, description, defaultValue } = setting
  const isSwitch = types.has('boolean') && types.size === 1
  const shownDefault = defaultValue === undefined || defaultValue === null ? '' : ` [${String(defaultValue)}]`
  const option = new Option(isSwitch ? flag : `${flag} <${placeholderOf(setting)}>`, `${description.replace(/\.$/, '')}${shownDefault}`)
  option.helpGroup(`${headings[sectionOf(path)] ?? 'Other'}:`)
  return choices === undefined ? option : option.choices([...choices])
}

function placeholderOf({ path, types }: Setting): string {
  if (types.has('integer') || types.has('number')) return 'number'
  if (types.has('array')) return types.has('string') ? 'values' : 'files'
  return isPath(path) ? 'path' : 'value'
}

/** Of the help, by section. */
const headings: Readonly<Record<string, string>> = {
  '': 'Run',
  sampler: 'Sampler',
  sampling: 'Sampling',
  sandbox: 'Sandbox',
  rewards: 'Rewards',
  learner: 'Learner',
  evaluation: 'Evaluation',
  stages: 'Stages of your own',
  server: 'Server',
}
