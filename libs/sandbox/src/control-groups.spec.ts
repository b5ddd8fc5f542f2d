import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { makeControlGroups } from './control-groups.ts'
import { makeJailFolder } from './jail-folder.ts'

const temporary = mkdtempSync(join(tmpdir(), 'groups-'))
afterAll(() => rmSync(temporary, { recursive: true }))

const probe = await makeControlGroups(10)
await probe.remove()
const withGroups = probe.lacking.length === 0 ? it : (name: string, run: () => Promise<void>) => it.skip(`${name} (needs a control group that we may write to)`, run)

describe('makeControlGroups', () => {
  let child: ChildProcess | undefined
  afterEach(() => { child?.kill('SIGKILL') })

  withGroups('bounds a process and what it starts, and leaves nothing', async () => {
    const groups = await makeControlGroups(20)
    await groups.limitMemory(2 ** 26)
    const grown = 'import subprocess, sys\nsys.stdin.read(1)\nprint(subprocess.run([sys.executable, "-c", "bytearray(2**28); print(1)"]).returncode, end="", flush=True)\nsys.stdin.read()'
    child = spawn('/usr/bin/python3', ['-c', grown], { stdio: ['pipe', 'pipe', 'ignore'] })
    await groups.add(child.pid!)
    child.stdin!.write('x')
    const [printed] = await once(child.stdout!, 'data') as [Buffer]
    expect(printed.toString()).toBe('-9')
    const folders = [...new Set([...readFileSync(`/proc/${child.pid}/cgroup`, 'utf8').matchAll(/cure-jail-\S+/g)].map(([name]) => name))]
    expect(folders.length).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await once(child, 'close')
    await groups.remove()
    expect(spawnSync('find', ['/sys/fs/cgroup', '-name', folders[0]!]).stdout.toString()).toBe('')
  })

  it('goes without where a version has no such files, and leaves nothing', async () => {
    for (const line of ['0::/a', '3:memory:/a\n2:pids:/a']) {
      const mount = mkdtempSync(join(temporary, 'mount-'))
      for (const folder of ['.', 'a', 'memory', 'memory/a', 'pids', 'pids/a']) {
        mkdirSync(join(mount, folder), { recursive: true })
        writeFileSync(join(mount, folder, 'cgroup.procs'), '')
      }
      writeFileSync(join(mount, 'membership'), line)
      const groups = await makeControlGroups(10, mount, join(mount, 'membership'))
      expect(groups.lacking).toEqual(['memory', 'pids'])
      await groups.limitMemory(1)
      await groups.add(process.pid)
      await groups.remove()
      expect(readdirSync(mount, { recursive: true }).filter(name => String(name).includes('cure-jail'))).toEqual([])
    }
  })

  it('makes a group of version 2 beside its own, which has processes and so can\'t hand controllers on', async () => {
    const mount = mkdtempSync(join(temporary, 'mount-'))
    const [services, own] = [join(mount, 'user', 'services'), join(mount, 'user', 'services', 'run:1.scope')]
    mkdirSync(own, { recursive: true })
    mkdirSync(join(own, 'cgroup.subtree_control')) // Can't be written to.
    for (const folder of [services, own]) writeFileSync(join(folder, 'cgroup.procs'), '')
    writeFileSync(join(mount, 'membership'), '0::/user/services/run:1.scope\n')
    const made = (): string[] => readdirSync(services).filter(name => name.startsWith('cure-jail-'))
    const files = ['memory.max', 'pids.max', 'cgroup.procs']
    // The kernel's part: a new group below one that hands controllers on has their files.
    let kernel = setImmediate(function fill() {
      for (const name of made()) for (const file of files) if (!existsSync(join(services, name, file))) writeFileSync(join(services, name, file), '')
      kernel = setImmediate(fill)
    })
    const groups = await makeControlGroups(10, mount, join(mount, 'membership'))
    clearImmediate(kernel)
    await groups.limitMemory(2 ** 26)
    await groups.add(process.pid)
    expect(groups.lacking).toEqual([])
    const [group] = made()
    expect(files.map(file => readFileSync(join(services, group!, file), 'utf8').split('\n')[0])).toEqual([String(2 ** 26), '10', expect.stringMatching(/^\d+$/)])
    for (const file of files) rmSync(join(services, group!, file))
    await groups.remove()
    expect([made(), readdirSync(own).sort()]).toEqual([[], ['cgroup.procs', 'cgroup.subtree_control']])
  })

  it('goes without where nothing is known of groups', async () => {
    expect((await makeControlGroups(10, '/nowhere', '/nowhere')).lacking).toEqual(['memory', 'pids'])
  })
})

describe('makeJailFolder', () => {
  it('removes what the dead left, and nothing else', async () => {
    const { pid: dead } = spawnSync('true')
    const [left, used, other, alive] = [`cure-jail-${dead}-1`, `cure-jail-${dead}-2`, `else-${dead}-1`, `cure-jail-${process.ppid}-1`]
    for (const name of [left, used, join(used, 'inside'), other, alive]) mkdirSync(join(temporary, name))
    const made = await makeJailFolder(temporary)
    expect(existsSync(made)).toBe(true)
    expect([left, used, other, alive].filter(name => existsSync(join(temporary, name)))).toEqual([used, other, alive])
  })
})
