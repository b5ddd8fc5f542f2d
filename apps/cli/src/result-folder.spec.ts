import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { readResult } from '@cure-ts/benchmarks'
import { temporaryFolder } from './cure.spec.fixture.ts'
import { makeResultFolder, writeResult } from './result-folder.ts'
import { resultOf } from './result.spec.fixture.ts'

jest.setTimeout(60_000)

describe('the folder of a result', () => {
  const { path: folder, remove } = temporaryFolder()
  afterAll(remove)

  test('holds it for machines and for people, and is not overwritten', async () => {
    const out = join(folder, 'new', 'result')
    await makeResultFolder(out)
    await writeResult(out, resultOf([0.5]), 'All is well.\n')
    expect(await readResult(join(out, 'result.json'))).toEqual(resultOf([0.5]))
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toMatch(/^# Evaluation\n\nAll is well\.\n\n(!\[([a-z-]+)\]\(\2\.svg\)\n){4}$/)
    await expect(makeResultFolder(out)).rejects.toThrow(`${out}: holds a result already; name another folder with --out.`)
  })

  test('that cannot be made is named', async () => {
    await expect(makeResultFolder('/dev/null/out')).rejects.toThrow('/dev/null/out: cannot be written (ENOTDIR); check the path and the space there.')
  })
})
