import type { Executed, Table } from '@cure-ts/records'
import { map, type OperatorFunction } from 'rxjs'
import { tabulateTask } from './tabulate-task.ts'

/** Turns the verdicts of each task into its execution table: {@link tabulateTask} of every emission. */
export function tabulate(): OperatorFunction<Executed, Table> {
  return map(executed => tabulateTask(executed))
}
