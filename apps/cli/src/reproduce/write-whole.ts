import { rename, writeFile } from 'node:fs/promises'

/** Writes a file whole or not at all: whoever looks finds the old one or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.unfinished`
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}
