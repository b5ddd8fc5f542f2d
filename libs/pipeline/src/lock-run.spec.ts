import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { lockRun } from './lock-run.ts'

describe('lockRun', () => {
  let folder: string
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cure-lock-')) })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('lets one process in at a time, and leaves nothing behind', () => {
    const unlock = lockRun(folder)
    expect(() => lockRun(folder)).toThrow(`process ${process.pid} is at work on this run`)
    unlock()
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    lockRun(folder)()
  })

  test('does not mind the mark of a process that was killed', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    writeFileSync(join(folder, 'lock'), `${pid}\n`)
    lockRun(folder)()
  })
})
