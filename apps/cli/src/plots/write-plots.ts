import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderPng } from './render-png.ts'
import { type Plot, renderSvg } from './render-svg.ts'

/** Draws pictures into a folder, each as NAME.svg and NAME.png. */
export async function writePlots(folder: string, plots: Readonly<Record<string, Plot>>): Promise<void> {
  for (const [name, plot] of Object.entries(plots)) {
    const svg = await renderSvg(plot)
    await writeFile(join(folder, `${name}.svg`), svg)
    await writeFile(join(folder, `${name}.png`), await renderPng(svg))
  }
}
