import type { EvaluationResult } from './evaluation-result.ts'

/** A table of a report, for people. */
export interface ReportTable {
  readonly title: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What a result is called in a report: its model, and who wrote the tests where that is another one. */
export function nameOf({ model, tester }: Pick<EvaluationResult, 'model' | 'tester'>): string {
  return tester === undefined ? model : `${model} + ${tester}`
}

/** What its tasks are called: their files, without folder and ending. */
export function dataOf({ taskFiles }: Pick<EvaluationResult, 'taskFiles'>): string {
  return taskFiles.map(file => file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '')).join(', ')
}
