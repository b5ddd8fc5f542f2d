import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Verdict } from '@cure-ts/records'
import { describe, expect, it } from '@jest/globals'
import { createSandbox } from './sandbox.ts'
import { sandboxConfig } from './sandbox-config.ts'
import { SandboxError } from './sandbox-error.ts'
import { never, skipWithoutJail, table } from './table.spec.fixture.ts'

/** Processes below one, the deepest last: the sandbox's own, then servers, then children that run programs. */
function descendants(pid: number | 'self'): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number))
    return [...children, ...children.flatMap(descendants)]
  } catch {
    return [] // It ended while we looked.
  }
}

/** Programs that take a while, with what becomes of them. */
const work = 'import sys\nn = int(input())\nx = sum(i * i for i in range(200_000))\n'
const rows: [program: string, verdict: Verdict][] = [
  [`${work}print(n)`, 'passed'], [`${work}print(n + 1)`, 'wrong-output'], [`${work}print(n)\n1 / 0`, 'runtime-error'], [`${work}print(n)\nsys.exit(2)`, 'runtime-error'],
  [`${work}import threading\nprint(n)`, 'passed'], [`${work}print(n`, 'compile-error'],
]
const tests = Array.from({ length: 6 }, (_, n) => [`${n}\n`, `${n}`] as const)

/** Uniform in [0, 1), the same sequence for a seed. */
function draws(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

skipWithoutJail(describe)('a sandbox whose processes are killed', () => {
  it.each([1, 2, 3])('gives each cell its verdict or none, and goes on: seed %i', async seed => {
    const draw = draws(seed)
    const sandbox = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes: 2 }))
    await sandbox.check()
    const programs = [1, 2].flatMap(copy => rows.map(([program]) => `${program}  # ${copy}`))
    const running = [1, 2, 3].map(copy => sandbox.run(table(programs.map(program => `${program}.${copy}`), tests, { timeLimitMs: 10_000 }), never).catch((error: unknown) => {
      if (!(error instanceof SandboxError)) throw error
      return { verdicts: programs.map(() => tests.map((): Verdict => 'missing')) }
    }))
    let kills = 0
    for (let round = 0; round < 8; round++) {
      await sleep(50 + draw() * 300)
      const pids = descendants('self')
      const victim = pids[Math.floor(draw() * pids.length)]
      if (victim === undefined) continue
      try {
        process.kill(victim, 'SIGKILL')
        kills += 1
      } catch {
        // It was quicker.
      }
    }
    for (const { verdicts } of await Promise.all(running)) {
      for (const [i, row] of verdicts.entries()) expect(row.filter(verdict => verdict !== rows[i % rows.length]![1] && verdict !== 'missing')).toEqual([])
    }
    expect(kills).toBeGreaterThan(0)
    expect((await sandbox.run(table([`print(input())  # ${seed}`], [['1', '1']]), never)).verdicts).toEqual([['passed']])
    await sandbox.close()
    expect(descendants('self')).toEqual([])
  }, 120_000)
})

const privileged = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0
const describeDisk = privileged ? skipWithoutJail(describe) : (name: string, run: () => void) => describe.skip(`${name} (needs root, to mount a small disk)`, run)

describeDisk('a sandbox without disk space', () => {
  it.each(['full', 'confined'])('runs, or says what is missing: level %s', isolation => {
    const program = [
      `import { createSandbox, sandboxConfig } from ${JSON.stringify(fileURLToPath(new URL('index.js', import.meta.url)))}`,
      `const sandbox = createSandbox(sandboxConfig.parse({ isolation: ${JSON.stringify(isolation)}, lanes: 1 }))`,
      `const job = ${JSON.stringify(table(['print(input())', 'open("/tmp/x", "w")', 'print(2)'], [['1', '1']]))}`,
      'const result = await sandbox.run(job, new AbortController().signal).catch(error => ({ error: error.name }))',
      'await sandbox.close()',
      'console.log(JSON.stringify(result.verdicts ?? result.error))',
    ].join('\n')
    const full = 'mount -t tmpfs -o size=4k,nr_inodes=2 none "$0" && echo x > "$0/x"; exec "$@"'
    const disk = mkdtempSync(join(tmpdir(), 'cure-disk-'))
    const command = ['-m', 'sh', '-c', full, disk, process.execPath, '--input-type=module', '-e', program]
    const { stdout } = spawnSync('unshare', command, { encoding: 'utf8', env: { ...process.env, TMPDIR: disk }, timeout: 100_000 })
    rmdirSync(disk)
    expect([[['passed'], ['runtime-error'], ['wrong-output']], 'SandboxError']).toContainEqual(JSON.parse(stdout))
  }, 120_000)
})

/** Where version 1 keeps the groups that the sandbox makes for its jails; another machine has them elsewhere, and leaves these out. */
const groupsOf = (resource: string): string[] => {
  try {
    const own = readFileSync('/proc/self/cgroup', 'utf8').split('\n').map(line => line.split(':')).find(([, controllers]) => controllers === resource)?.[2]
    return own === undefined ? [] : [join('/sys/fs/cgroup', resource, own)].flatMap(folder => readdirSync(folder).filter(name => name.startsWith(`cure-jail-${process.pid}-`)).map(name => join(folder, name)))
  } catch {
    return []
  }
}
const describeGroups = privileged && existsSync('/sys/fs/cgroup/memory/cgroup.procs') && existsSync('/sys/fs/cgroup/pids/cgroup.procs')
  ? skipWithoutJail(describe) : (name: string, run: () => void) => describe.skip(`${name} (needs root and control groups of version 1)`, run)

describeGroups('a sandbox whose jails get no more', () => {
  /** Sets the limit of every jail to what it uses now; runs rows that must be right or missing, then without the limit. */
  it.each([
    ['memory', 'memory.usage_in_bytes', 'memory.limit_in_bytes', -1], ['pids', 'pids.current', 'pids.max', 'max'],
  ] as const)('%s, calls no cell wrong, and goes on', async (resource, usage, limit, unlimited) => {
    const sandbox = createSandbox(sandboxConfig.parse({ isolation: 'full', lanes: 1 }))
    const first = table(['print(1)'], [['', '1']], { timeLimitMs: 10_000 })
    await sandbox.run(first, never)
    const press = (): void => {
      for (const group of groupsOf(resource)) {
        try {
          writeFileSync(join(group, limit), readFileSync(join(group, usage)))
        } catch {
          // It went while we looked, or gives nothing back: as well.
        }
      }
    }
    expect(groupsOf(resource).length).toBeGreaterThan(0)
    const pressing = setInterval(press, 20)
    press()
    const hungry = rows.slice(0, 2).map(([program]) => `x = bytearray(50_000_000)\n${program}  # ${resource}`)
    const result = await sandbox.run(table(hungry, tests.slice(0, 2), { timeLimitMs: 10_000 }), never).catch((error: unknown) => {
      if (!(error instanceof SandboxError)) throw error
    }).finally(() => clearInterval(pressing))
    for (const [i, row] of result?.verdicts.entries() ?? []) expect(row.filter(verdict => verdict !== rows[i]![1] && verdict !== 'missing')).toEqual([])
    expect(result?.verdicts.flat().includes('missing') ?? true).toBe(true)
    for (const group of groupsOf(resource)) writeFileSync(join(group, limit), String(unlimited))
    expect((await sandbox.run(table(['print(input())'], [['1', '1']], { timeLimitMs: 10_000 }), never)).verdicts).toEqual([['passed']])
    await sandbox.close()
    expect([...groupsOf(resource), ...descendants('self')]).toEqual([])
  }, 120_000)
})
