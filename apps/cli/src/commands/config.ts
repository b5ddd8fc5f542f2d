import { Command } from 'commander'
import { addSettings, flagsOf, resolveConfig, settings } from '@cure-ts/trainer'

const sections = ['', 'sampler', 'sampling', 'sandbox', 'rewards', 'learner', 'evaluation', 'stages', 'server']

/** `cure config`: every setting with its effective value and where that came from. */
export const configCommand = addSettings(new Command('config').description('Print the effective configuration and where each value came from'),
  sections)
  .option('--json', 'the configuration as JSON, usable as a config file')
  .action(async (_options, command: Command) => {
    const flags = command.opts<{ config?: string, json?: boolean }>()
    const { config, origins } = await resolveConfig({ file: flags.config, env: process.env, flags: flagsOf(command, sections) })
    if (flags.json === true) {
      process.stdout.write(`${JSON.stringify(config, null, 2)}\n`)
      return
    }
    for (const { path } of settings) {
      const value = path.split('.').reduce<unknown>((section, name) => (section as Record<string, unknown> | undefined)?.[name], config)
      if (value !== undefined) process.stdout.write(`${path} = ${JSON.stringify(value)}  (${origins.get(path) ?? 'default'})\n`)
    }
  })
