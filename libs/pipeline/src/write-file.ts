import { open } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { CureError } from '@cure-ts/records'

/** Writes a file whole or not at all, synced. @throws CureError where there is no room, or no right to */
export function writeWhole(file: string, content: string | Buffer): Promise<void> {
  return orSentence(file, () => writeFileAtomic(file, content))
}

/** Adds a line, synced. What is written of it where it fails has no line feed. @throws CureError as {@link writeWhole} */
export function appendLine(file: string, line: string): Promise<void> {
  return orSentence(file, async () => {
    const log = await open(file, 'a')
    try {
      await log.appendFile(line)
      await log.datasync()
    } finally {
      await log.close()
    }
  })
}

async function orSentence(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new CureError(`${file}: cannot be written (${code ?? message}); make room there, or correct its rights, then start again (a run with --resume).`, { cause: error })
  }
}
