import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { besidePublished, readResult, renderReport } from '@cure-ts/benchmarks'
import { type PublishedFlag, publishedOption, readPublished } from '../evaluate/published-flag.ts'
import { cannotWrite } from '../output-file.ts'
import { resultFileOf } from '../result-folder.ts'

/** `cure evaluate report RESULTS...`: results as one page, or as Markdown. */
export const reportCommand = new Command('report')
  .description('Results side by side, as Markdown or as one page: figures with intervals, Best-of-N, difficulties and tags, the hardest tasks')
  .argument('<results...>', 'folders of cure evaluate --out, or files of cure evaluate --json')
  .option('--html <file>', 'write a page that needs nothing else')
  .option('--markdown <file>', 'write Markdown; without either it is printed')
  .addOption(publishedOption())
  .action(async (paths: string[], { html, markdown, ...flags }: { html?: string, markdown?: string } & PublishedFlag) => {
    const results = await Promise.all(paths.map(path => readResult(resultFileOf(path))))
    const beside = besidePublished(results, await readPublished(flags), flags.published !== undefined)
    if (html !== undefined) {
      const { renderReportPage } = await import('../report/render-report-page.ts') // The plots would cost every other command a part of its start.
      await write(html, await renderReportPage(results, beside))
    }
    if (markdown !== undefined) await write(markdown, renderReport(results, beside))
    if (html === undefined && markdown === undefined) process.stdout.write(renderReport(results, beside))
  })

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => { throw cannotWrite(file, error) })
  process.stdout.write(`Wrote ${file}.\n`)
}
