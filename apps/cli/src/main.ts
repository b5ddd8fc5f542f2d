import { runMain } from '@cure-ts/trainer'
import { createProgram } from './program.ts'

await runMain(await createProgram(process.argv[2]), process.argv)
