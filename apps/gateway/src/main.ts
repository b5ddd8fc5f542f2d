import { runMain } from '@cure-ts/trainer'
import { serveCommand } from './serve-command.ts'

await runMain(serveCommand, process.argv)
