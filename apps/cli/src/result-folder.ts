import { existsSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EvaluationResult } from '@cure-ts/benchmarks'
import { CureError } from '@cure-ts/records'
import { cannotWrite } from './output-file.ts'

/** Of an evaluation in its folder. */
export const resultFile = 'result.json'

/** The file of a result that a person names by its folder or by itself. */
export function resultFileOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, resultFile) : path
}

/**
 * Makes the folder of a result, before there is one: an evaluation may take hours.
 *
 * @throws CureError where the folder cannot be made or holds a result already
 */
export async function makeResultFolder(folder: string): Promise<void> {
  if (existsSync(join(folder, resultFile))) throw new CureError(`${folder}: holds a result already; name another folder with --out.`)
  await unlessFailed(folder, mkdir(folder, { recursive: true }))
}

/** Keeps a result for machines (`result.json`) and for people (`report.md` and the plots that it shows). */
export async function writeResult(folder: string, result: EvaluationResult, report: string): Promise<void> {
  await unlessFailed(folder, writeFile(join(folder, resultFile), `${JSON.stringify(result)}\n`))
  // They would cost every other command a part of its start.
  const { writePlots } = await import('./plots/write-plots.ts')
  const { resultPlots } = await import('./plots/result-plots.ts')
  const plots = resultPlots(result)
  await unlessFailed(folder, writePlots(folder, plots))
  await unlessFailed(folder, writeFile(join(folder, 'report.md'), `# Evaluation\n\n${report}\n${Object.keys(plots).map(name => `![${name}](${name}.svg)\n`).join('')}`))
}

async function unlessFailed<T>(folder: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => { throw cannotWrite(folder, error) })
}
