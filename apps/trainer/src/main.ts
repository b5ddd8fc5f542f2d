import { runMain } from './run-main.ts'
import { trainCommand } from './train-command.ts'

await runMain(trainCommand({ serve: true }), process.argv)
