import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { summaryTable } from '@cure-ts/benchmarks'
import { CureError, type Evaluation } from '@cure-ts/records'
import { RunFolder } from '@cure-ts/pipeline'
import { evaluationLine, stepLine } from '@cure-ts/trainer'

/** Steps and evaluations in the order in which they were, then the first and the last held-out evaluation side by side. */
export async function showRun(run: string): Promise<void> {
  const folder = await openRun(run)
  const { steps } = await folder.readConfig() as { steps: number }
  const [reports, evaluations] = [await folder.readReports(), await folder.readEvaluations()]
  const lines = [
    ...evaluations.filter(({ step }) => step === 0).flatMap(evaluationLines),
    ...reports.flatMap(report => [
      stepLine(report, steps),
      ...report.warnings.map(warningLine),
      ...evaluations.filter(({ step }) => step === report.step).flatMap(evaluationLines),
    ]),
  ]
  const heldOut = evaluations.filter(({ split }) => split === 'held-out')
  const table = heldOut.length > 1 ? `\n${summaryTable(heldOut[0]!, heldOut.at(-1)!)}` : ''
  process.stdout.write(`${lines.join('\n')}\n${table}`)
}

const warningLine = (warning: string) => `  warning: ${warning}`
const evaluationLines = (evaluation: Evaluation) => [evaluationLine(evaluation), ...(evaluation.warnings ?? []).map(warningLine)]

/** The run's learning curves, as pictures in a folder. */
export async function plotRun(run: string, plots: string): Promise<void> {
  const folder = await openRun(run)
  const reports = await folder.readReports()
  if (reports.length === 0) throw new CureError(`${run}: has no step yet of which a curve could be drawn.`)
  // They would cost every other command a part of its start.
  const { writePlots } = await import('../plots/write-plots.ts')
  const { runPlots } = await import('../plots/run-plots.ts')
  await mkdir(plots, { recursive: true })
  const drawn = runPlots(reports, await folder.readEvaluations())
  await writePlots(plots, drawn)
  process.stdout.write(`Wrote ${Object.keys(drawn).join(', ')} to ${plots}, each as SVG and as PNG.\n`)
}

/** @throws CureError where there is no run */
export async function openRun(run: string): Promise<RunFolder> {
  const folder = new RunFolder(resolve(run))
  await folder.readConfig()
  return folder
}
