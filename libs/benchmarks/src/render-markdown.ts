/**
 * A Markdown table whose columns line up, so that it reads as plain text in a terminal too. The first column stands to the
 * left, the others to the right.
 *
 * @param rows as many cells each as the header
 */
export function renderMarkdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(3, title.length, ...rows.map(row => row[column]!.length)))
  const rule = widths.map((width, column) => column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))
    return `| ${padded.join(' | ')} |\n`
  }
  return [header, rule, ...rows].map(line).join('')
}
