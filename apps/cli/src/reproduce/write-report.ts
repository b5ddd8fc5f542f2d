import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { writePlots } from '../plots/write-plots.ts'
import { cannotWrite } from '../output-file.ts'
import type { ClaimResult, NotRun } from './claim-result.ts'
import { plotName, renderReport, type ReportHead } from './report.ts'

/**
 * Writes the report, and its pictures into the folder of its name: `docs/reproduction.md` and `docs/reproduction/`.
 *
 * @throws CureError where it cannot be written
 */
export async function writeReport(file: string, outcomes: readonly (ClaimResult | NotRun)[], head: Omit<ReportHead, 'plotFolder'>): Promise<void> {
  const folder = file.replace(/\.md$/, '')
  try {
    await mkdir(folder, { recursive: true })
    for (const outcome of outcomes) {
      if ('notRun' in outcome) continue
      const plots = Object.entries(outcome.plots ?? {})
      await writePlots(folder, Object.fromEntries(plots.map(([name, plot]) => [plotName(outcome.id, name), plot])))
    }
    await writeFileAtomic(file, renderReport(outcomes, { ...head, plotFolder: basename(folder) }))
  } catch (error) {
    throw cannotWrite(file, error)
  }
}
