import { Command, Option } from 'commander'
import { type Setting, settings } from './setting.ts'

/** Settings of a command by section; `''` stands for the top level. */
export type Sections = readonly string[]

/** Short flags of one command for settings that have a longer one elsewhere, e.g. `--limit` for `evaluation.limit`. */
export type FlagAliases = Readonly<Record<string, string>>

/** Adds `--config` and a flag for every setting of the sections. */
export function addSettings(command: Command, sections: Sections, aliases: FlagAliases = {}): Command {
  command.option('--config <file>', 'configuration file, YAML or JSON')
  for (const setting of settings) {
    const alias = aliasOf(setting, aliases)
    if (!sections.includes(sectionOf(setting.path)) && alias === undefined) continue
    command.addOption(optionFor(setting, alias ?? setting.flag))
  }
  return command
}

/** The texts of the flags that were given, by setting path. */
export function flagsOf(command: Command, aliases: FlagAliases = {}): Map<string, string> {
  const given = new Map<string, string>()
  const options = command.opts<Record<string, unknown>>()
  for (const setting of settings) {
    const flag = aliasOf(setting, aliases) ?? setting.flag
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

function aliasOf(setting: Setting, aliases: FlagAliases): string | undefined {
  return Object.entries(aliases).find(([, path]) => path === setting.path)?.[0]
}

function optionFor({ types, choices, description, defaultValue }: Setting, flag: string): Option {
  const isSwitch = types.has('boolean') && types.size === 1
  const placeholder = types.has('integer') || types.has('number') ? 'number' : types.has('array') ? 'a,b' : 'value'
  const shownDefault = defaultValue === undefined || defaultValue === null ? '' : ` [${String(defaultValue)}]`
  const option = new Option(isSwitch ? flag : `${flag} <${placeholder}>`, `${description}${shownDefault}`)
  return choices === undefined ? option : option.choices([...choices])
}
