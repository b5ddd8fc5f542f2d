import { Executed, Table } from '@cure-ts/records'
import { tabulate } from '@cure-ts/matrix'
import { readInput, runStage } from '../record-stream.ts'
import { stageCommand } from '../stage-command.ts'

/** `cure tabulate`: verdicts to the table and its counts. */
export const tabulateCommand = stageCommand(
  { name: 'tabulate', description: 'Turn verdicts into execution tables', reads: 'Executed', writes: 'Table', sections: [] },
  (_config, command) => runStage('tabulate', readInput(Executed, command.opts()), tabulate(), Table, command.opts(), 1),
)
