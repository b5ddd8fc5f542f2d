import { runMain } from '@cure-ts/trainer'
import { program } from './program.ts'

await runMain(program, process.argv)
