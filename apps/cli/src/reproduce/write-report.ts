import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { renderSvg } from '../plots/render-svg.ts'
import { cannotWrite } from '../output-file.ts'
import type { ClaimResult, NotRun } from './claim-result.ts'
import { plotFile, renderReport, type ReportHead } from './report.ts'

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
      for (const [name, plot] of Object.entries(outcome.plots ?? {})) await writeFile(join(folder, plotFile(outcome.id, name)), await renderSvg(plot))
    }
    await writeFileAtomic(file, renderReport(outcomes, { ...head, plotFolder: basename(folder) }))
  } catch (error) {
    throw cannotWrite(file, error)
  }
}
