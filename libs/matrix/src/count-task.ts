import type { Counts, Executed, Table } from '@cure-ts/records'
import { countWrongCells } from './count-wrong-cells.ts'
import { countPairs } from './count-pairs.ts'
import { countPrograms, countTests } from './count-samples.ts'
import { generatedColumns, selectProgram } from './select-program.ts'

/** The numerators and denominators of one task's figures; what they mean stands at `Counts` in `@cure-ts/records`. */
export function countTask(executed: Executed, table: Omit<Table, 'counts'>): Counts {
  const { passed, origins, correctPrograms, correctTests, readableTests } = table
  const columns = generatedColumns(origins)
  const decidedTests = columns.filter(column => correctTests[column] !== null)
  const cells = passed.flat()
  return {
    tasks: 1,
    tasksWithCorrectProgram: correctPrograms.includes(true) ? 1 : 0,
    programsDecided: correctPrograms.filter(correct => correct !== null).length,
    programsCorrect: correctPrograms.filter(correct => correct === true).length,
    testsDecided: decidedTests.length,
    testsCorrect: decidedTests.filter(column => correctTests[column]).length,
    testsDecidedReadable: decidedTests.filter(column => readableTests[column]).length,
    ...countPrograms(executed),
    ...countTests(executed),
    ...countWrongCells(table, columns),
    ...countPairs(table, columns),
    ...countSelection(table),
    cells: cells.length,
    cellsMissing: cells.filter(cell => cell === null).length,
  }
}

function countSelection(table: Pick<Table, 'passed' | 'origins' | 'correctPrograms'>): Pick<Counts, 'selections' | 'selectionsCorrect'> {
  const chosen = selectProgram(table)
  const correct = chosen === null ? null : table.correctPrograms[chosen]!
  return { selections: correct === null ? 0 : 1, selectionsCorrect: correct === true ? 1 : 0 }
}
