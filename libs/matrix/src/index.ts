export { addCounts, zeroCounts } from './add-counts.ts'
export { selectProgram } from './select-program.ts'
export { tabulate } from './tabulate.ts'
export { tabulateTask } from './tabulate-task.ts'
