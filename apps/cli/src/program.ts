import { readFileSync } from 'node:fs'
import { Command } from 'commander'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  train: async () => (await import('@cure-ts/trainer')).trainCommand({ serve: false }),
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  reproduce: async () => (await import('./commands/reproduce.ts')).reproduceCommand,
  score: async () => (await import('./commands/score.ts')).scoreCommand,
  show: async () => (await import('./commands/show.ts')).showCommand,
  try: async () => (await import('./commands/try.ts')).tryCommand,
  sample: async () => (await import('./commands/sample.ts')).sampleCommand,
  execute: async () => (await import('./commands/execute.ts')).executeCommand,
  tabulate: async () => (await import('./commands/tabulate.ts')).tabulateCommand,
  select: async () => (await import('./commands/select.ts')).selectCommand,
  reward: async () => (await import('./commands/reward.ts')).rewardCommand,
  batch: async () => (await import('./commands/batch.ts')).batchCommand,
  update: async () => (await import('./commands/update.ts')).updateCommand,
  datasets: async () => (await import('./commands/datasets.ts')).datasetsCommand,
  agent: async () => (await import('./commands/agent.ts')).agentCommand,
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
}

/**
 * The `cure` command line, with the one command that is asked for, or with all of them where none is: a run of days shall not hold what
 * the others load (30 MB), nor wait for it.
 *
 * @param name the first argument
 */
export async function createProgram(name: string | undefined): Promise<Command> {
  const program = new Command('cure')
    .description('Co-evolve a coder and a unit tester by reinforcement learning (arXiv 2506.03136)')
    .version(version)
    .enablePositionalOptions() // What stands behind a subcommand is its own, also where its parent has a flag of that name.
    .showHelpAfterError('(--help shows what there is)')
  const wanted = name === undefined || !Object.hasOwn(commands, name) ? Object.values(commands) : [commands[name]!]
  for (const command of await Promise.all(wanted.map(load => load()))) program.addCommand(command)
  return program
}
