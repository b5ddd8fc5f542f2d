import { type Command, CommanderError } from 'commander'
import { CureError } from '@cure-ts/records'

/**
 * Runs a command line. Our faults and usage errors end with their sentence and exit code 2; a closed output pipe ends quietly.
 * A fault ends the process at once: nothing that is still open, such as a pipe that we read, may hold it. (Children end with us.)
 */
export async function runMain(program: Command, argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  throwInsteadOfExit(program)
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (!(error instanceof CommanderError)) process.stderr.write(`${sentenceOf(error as Error)}\n`) // Commander has said its own.
    process.exit(error instanceof CommanderError && error.exitCode === 0 ? 0 : 2)
  }
}

function sentenceOf(error: Error): string {
  if (error instanceof CureError) return error.message
  return `Unexpected fault, please report it: ${process.env['CURE_DEBUG'] === undefined ? error.message : error.stack}`
}

/** Commander would exit with 1. (`addCommand` hands no such setting down.) */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride()
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand)
}
