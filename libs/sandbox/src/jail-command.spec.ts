import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { jailCommand } from './jail-command.ts'
import { SandboxError } from './sandbox-error.ts'
import { skipWithoutJail } from './table.spec.fixture.ts'

describe('jailCommand', () => {
  const path = process.env['PATH']
  afterEach(() => { process.env['PATH'] = path })

  it('says what is missing and how to get it', async () => {
    process.env['PATH'] = '/nowhere'
    await expect(jailCommand('full', process.execPath, '')).rejects.toThrow(SandboxError)
    await expect(jailCommand('full', undefined, '')).rejects.toThrow(/apt-get install bubblewrap|there is no python3/)
  })

  it('refuses an interpreter that is none', async () => {
    await expect(jailCommand('none', '/dev/null', '')).rejects.toThrow('/dev/null does not start')
    await expect(jailCommand('none', '/bin/true', '')).rejects.toThrow('Python 3.9')
  })

  it('refuses an interpreter whose folder would show programs all that is in the home folder', async () => {
    const [home, before] = [mkdtempSync(join(tmpdir(), 'home-')), process.env['HOME']]
    mkdirSync(join(home, 'bin'))
    copyFileSync('/usr/bin/python3', join(home, 'bin', 'python3'))
    process.env['HOME'] = home
    await expect(jailCommand('full', join(home, 'bin', 'python3'), '')).rejects.toThrow(`all of ${home}`).finally(() => {
      process.env['HOME'] = before
      rmSync(home, { recursive: true })
    })
  })

  it('runs the source last, without our environment', async () => {
    const { file, args } = await jailCommand('none', undefined, 'the source')
    expect([file, ...args].at(-1)).toBe('the source')
    expect(args).toContain('-c')
    expect(args).not.toContain('--unshare-all')
  })

  skipWithoutJail(it)('jails it in namespaces of its own', async () => {
    const { args, file } = await jailCommand('full', undefined, '')
    const command = [file, ...args]
    for (const flag of ['--unshare-all', '--die-with-parent', '--clearenv', '--remount-ro']) expect(command).toContain(flag)
    expect(command.join(' ')).not.toContain('--proc')
  })
})
