import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { trainCommand } from '@cure-ts/trainer'
import { agentCommand } from './commands/agent.ts'
import { batchCommand } from './commands/batch.ts'
import { configCommand } from './commands/config.ts'
import { datasetsCommand } from './commands/datasets.ts'
import { doctorCommand } from './commands/doctor.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { executeCommand } from './commands/execute.ts'
import { reproduceCommand } from './commands/reproduce.ts'
import { rewardCommand } from './commands/reward.ts'
import { sampleCommand } from './commands/sample.ts'
import { schemaCommand } from './commands/schema.ts'
import { scoreCommand } from './commands/score.ts'
import { selectCommand } from './commands/select.ts'
import { showCommand } from './commands/show.ts'
import { simulateCommand } from './commands/simulate.ts'
import { tabulateCommand } from './commands/tabulate.ts'
import { tryCommand } from './commands/try.ts'
import { updateCommand } from './commands/update.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** The `cure` command line. */
export const program = new Command('cure')
  .description('Co-evolve a coder and a unit tester by reinforcement learning (arXiv 2506.03136)')
  .version(version)
  .enablePositionalOptions() // What stands behind a subcommand is its own, also where its parent has a flag of that name.
  .showHelpAfterError('(--help shows what there is)')
  .addCommand(trainCommand({ serve: false }))
  .addCommand(evaluateCommand)
  .addCommand(reproduceCommand)
  .addCommand(scoreCommand)
  .addCommand(showCommand)
  .addCommand(tryCommand)
  .addCommand(sampleCommand)
  .addCommand(executeCommand)
  .addCommand(tabulateCommand)
  .addCommand(selectCommand)
  .addCommand(rewardCommand)
  .addCommand(batchCommand)
  .addCommand(updateCommand)
  .addCommand(datasetsCommand)
  .addCommand(agentCommand)
  .addCommand(simulateCommand)
  .addCommand(configCommand)
  .addCommand(schemaCommand)
  .addCommand(doctorCommand)
