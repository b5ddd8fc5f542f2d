import { Command, InvalidArgumentError, Option } from 'commander'
import { CureError, recordWriter, Table } from '@cure-ts/records'
import { loadTasks } from '@cure-ts/pipeline'
import { stopOnSignal, untilAborted } from '@cure-ts/trainer'
import { drawTable, type FaultName, faultNames, simulatedAnswers, startSimulation } from '@cure-ts/simulation'
import { wholeNumber } from '../whole-number.ts'

interface SimulateFlags {
  readonly tasks?: string
  readonly port: number
  readonly tables?: number
  readonly programs: number
  readonly tests: number
  readonly codeAccuracy: number
  readonly pU: number
  readonly judgeAccuracy: number
  readonly p01?: number
  readonly p00?: number
  readonly seed: number
  readonly faultRate: number
  readonly faults: readonly FaultName[]
}

/** `cure simulate`: a stand-in for a model with set error rates, as a server or as tables. */
export const simulateCommand = new Command('simulate')
  .description('Serve a simulation of a coder and a tester with set error rates, or print tables drawn with them')
  .option('--tasks <files>', 'serve: task files, whose solutions and tests the simulation knows')
  .option('--port <number>', 'serve: port on 127.0.0.1; 0: any', portFlag, 0)
  .option('--tables <number>', 'print so many Table records instead, whose cells are drawn independently', wholeNumber)
  .option('--programs <number>', 'tables: programs a table', wholeNumber, 16)
  .option('--tests <number>', 'tables: generated tests a table', wholeNumber, 16)
  .option('--code-accuracy <p>', 'P(a program is right)', Number, 0.3)
  .option('--p-u <p>', 'P(a test is correct)', Number, 0.5)
  .option('--judge-accuracy <p>', 'serve: P(a judge of a right and a wrong program prefers the right one)', Number, 0.8)
  .option('--p-01 <p>', 'P(a wrong program passes a correct test); without it the tasks\' own wrong_solutions are served', Number)
  .option('--p-00 <p>', 'P(a wrong program passes a wrong test); belongs to --p-01', Number)
  .option('--fault-rate <p>', 'serve: P(a request fails)', Number, 0)
  .addOption(new Option('--faults <kinds...>', 'serve: how').choices(faultNames).default(faultNames))
  .option('--seed <number>', 'seed of every answer', wholeNumber, 1)
  .action(async (flags: SimulateFlags) => {
    const { p01, p00, tables, tasks } = flags
    if ((p01 === undefined) !== (p00 === undefined)) throw new CureError('--p-01 and --p-00 belong together: give both or none.')
    if ((tables === undefined) === (tasks === undefined)) throw new CureError('Give --tasks to serve a simulated model, or --tables to print tables.')
    const cells = p01 === undefined || p00 === undefined ? null : { p01, p00 }
    if (tasks !== undefined) await serve(tasks.split(','), cells, flags)
    else if (cells === null) throw new CureError('--tables needs --p-01 and --p-00.')
    else await printTables(tables!, cells, flags)
  })

async function serve(files: readonly string[], cells: { p01: number, p00: number } | null, { codeAccuracy, pU, judgeAccuracy, seed, port, faultRate, faults }: SimulateFlags): Promise<void> {
  const tasks = await loadTasks(files)
  const simulation = await startSimulation(simulatedAnswers(tasks, { codeAccuracy, pU, judgeAccuracy, cells }, seed), port, { rate: faultRate, kinds: faults, seed })
  process.stdout.write(`Simulation of a model for ${tasks.length} tasks at ${simulation.baseUrl}; Ctrl-C ends it.\n`)
  await untilAborted(stopOnSignal())
  simulation.close()
}

async function printTables(count: number, cells: { p01: number, p00: number }, { codeAccuracy, pU, programs, tests, seed }: SimulateFlags): Promise<void> {
  const write = recordWriter(Table, process.stdout)
  for (let index = 0; index < count; index += 1) {
    await write(drawTable({ codeAccuracy, pU, ...cells, programs, tests, seed, taskId: `drawn-${seed}-${index}` }))
  }
}

function portFlag(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('It has to be a port from 0 to 65535.')
  return Number(text)
}
