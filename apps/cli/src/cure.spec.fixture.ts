import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../../..')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs, and what it has said so far. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly stderr: () => string
  /** Resolves as soon as standard output and error together match; rejects where the command ends before. */
  until(pattern: RegExp): Promise<void>
}

/** Starts a Node program; the caller's own settings do not reach it. */
export function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CURE_')))
  const child = spawn(process.execPath, [program, ...args], { cwd: root, env: { ...inherited, ...env } })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => { said[name] += text })
  child.stdin.on('error', () => undefined) // A command may end before it has read everything.
  const ended = new Promise<Ended>(done => { child.once('close', code => done({ code, ...said })) })
  return {
    child,
    ended,
    stderr: () => said.stderr,
    until: pattern => new Promise((done, fail) => {
      const look = () => { if (pattern.test(said.stdout + said.stderr)) done() }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      void ended.then(end => fail(new Error(`it ended before ${pattern}: ${JSON.stringify(end)}`)))
      look()
    }),
  }
}

export function startCure(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start(join(root, 'apps/cli/bin/cure.js'), args, env)
}

/** Runs `cure` to its end. */
export function cure(args: readonly string[], { input = '', env = {} }: { input?: string, env?: NodeJS.ProcessEnv } = {}): Promise<Ended> {
  const { child, ended } = startCure(args, env)
  child.stdin!.end(input)
  return ended
}

/** The records of JSONL text. */
export function recordsOf(text: string): Record<string, unknown>[] {
  return text.split('\n').filter(line => line !== '').map(line => JSON.parse(line) as Record<string, unknown>)
}

export function temporaryFolder(): { path: string, remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'cure-cli-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Whether a process is there. (A dead one that nobody has waited for yet is.) */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
