import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { CureError } from '@cure-ts/records'
import { appendLine, writeWhole } from './write-file.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cure-write-')) })
afterEach(() => rmSync(folder, { recursive: true }))

test('a file is replaced, a line is added', async () => {
  const file = join(folder, 'a')
  await writeWhole(file, 'long first content\n')
  await writeWhole(file, 'one\n')
  await appendLine(file, 'two\n')
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n')
})

test.each([['writeWhole', writeWhole], ['appendLine', appendLine]] as const)('%s says where it could not write, and what to do', async (_name, write) => {
  const file = join(folder, 'taken')
  mkdirSync(join(file, 'by a folder'), { recursive: true })
  const failure = write(file, 'x\n')
  await expect(failure).rejects.toThrow(CureError)
  await expect(failure).rejects.toThrow(`${file}: cannot be written (EISDIR); make room there, or correct its rights, then start again (a run with --resume).`)
})
