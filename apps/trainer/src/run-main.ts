import type { Command } from 'commander'
import { CureError } from '@cure-ts/records'

/**
 * Runs a command line. Our faults end with their one sentence and exit code 2, usage errors with commander's (also 2),
 * and a closed output pipe ends quietly.
 */
export async function runMain(program: Command, argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    process.exitCode = 2
    if (error instanceof CureError) process.stderr.write(`${error.message}\n`)
    else process.stderr.write(`Unexpected fault, please report it: ${process.env['CURE_DEBUG'] === undefined ? (error as Error).message : (error as Error).stack}\n`)
  }
}
