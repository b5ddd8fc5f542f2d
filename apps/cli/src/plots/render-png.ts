import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'

const font = (file: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`)

/** Pixels for each unit of a picture: sharp on the screens of today, and in print. */
const scale = 2

/** A picture as PNG. Its texts are in a font that we bring along, since a server often has none. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles: [font('DejaVuSans'), font('DejaVuSans-Bold')], defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  })
  return image.asPng()
}
