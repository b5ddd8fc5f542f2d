import { type ChildProcessWithoutNullStreams, spawn, type SpawnOptionsWithoutStdio } from 'node:child_process'
import { readFile, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Writable } from 'node:stream'
import { type ControlGroups, makeControlGroups } from './control-groups.ts'
import { Jail } from './jail.ts'
import { type Isolation, jailCommand, jailEnvironment } from './jail-command.ts'
import { makeJailFolder } from './jail-folder.ts'
import { jailUser } from './jail-user.ts'
import { SandboxError } from './sandbox-error.ts'

export interface StartedJail {
  jail: Jail
  /** What this machine lacks for the jail to hold as much as its level can, a sentence each. */
  warnings: string[]
}

/** What a jail's server says of itself. */
interface Greeting {
  /** Whether programs get the filter of system calls. */
  filtered: boolean
  /** Landlock's version, 0: none. */
  landlock: number
}

const modules = ['syscall_filter', 'confinement', 'progress', 'dirt', 'ending', 'program', 'watch', 'server']
const startLimitMs = 30_000
/** More than a program's threads (server.py) and the processes of the jail. */
const mostProcesses = 192
const remedies: Record<Isolation, string> = {
  full: 'let ordinary users make namespaces (sysctl user.max_user_namespaces, on Debian kernel.unprivileged_userns_clone=1, on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0; in a container its runtime decides)',
  confined: 'use a kernel and a container runtime that allow filters of system calls (seccomp), or a virtual machine',
  none: 'see that the Python interpreter runs for the user of the jail',
}

async function makeWorkingFolder(): Promise<string> {
  return makeJailFolder(tmpdir()).catch((error: unknown) => {
    throw new SandboxError(`Isolation level confined needs an empty folder below ${tmpdir()}, and can't make it (${(error as NodeJS.ErrnoException).code}): free space there, or set TMPDIR.`)
  })
}

/** Throws where the machine has no process, memory or descriptor left: some of these the runtime throws itself, of others the child tells. */
function startProcess(file: string, args: string[], options: SpawnOptionsWithoutStdio): ChildProcessWithoutNullStreams {
  // A group of its own: a Ctrl-C at the terminal is for us to act on.
  const child = spawn(file, args, { ...options, stdio: 'pipe', detached: true })
  if ((child.stdin as Writable | undefined) !== undefined) return child
  child.on('error', () => undefined)
  throw new Error('no descriptors are left for it')
}

/** Throws a {@link SandboxError} where this machine can't run such a jail. */
export async function startJail(isolation: Isolation, python: string | undefined): Promise<StartedJail> {
  const read = (name: string) => readFile(new URL(`../jail/${name}.py`, import.meta.url), 'utf8')
  const [{ file, args, folders }, user] = await Promise.all([jailCommand(isolation, python, await read('boot')), jailUser()])
  const sources = await Promise.all(modules.map(async name => [name, await read(name)]))
  // In the other levels there is nothing to find by a relative name either: full has an empty root, none promises nothing.
  const cwd = isolation === 'confined' ? await makeWorkingFolder() : '/'
  let jail: Jail | undefined
  let groups: ControlGroups | undefined
  const cleanUp = async (): Promise<void> => {
    if (cwd !== '/') await rmdir(cwd)
    await groups?.remove()
  }
  try {
    const { lacking, limitMemory, add } = groups = await makeControlGroups(mostProcesses)
    const child = startProcess(file, args, { cwd, env: jailEnvironment, ...user.ids })
    jail = new Jail(child, limitMemory, cleanUp)
    const ownUser = isolation === 'full' || user.alone
    const { filtered, landlock } = await jail.greet({ modules: sources, isolation, folders, ownUser }, startLimitMs) as Greeting
    if (!filtered && isolation !== 'none') throw new Error('this kernel refuses the filter of system calls (seccomp)')
    await add(child.pid!) // It has started all its processes, and no program yet.
    const warnings: string[] = []
    if (lacking.length > 0) {
      warnings.push(`No control group bounds ${lacking.join(' and ')} of a whole jail, only limits of each process do; run as root, or in a group beside which you may make others (systemd-run --user --scope), to have both.`)
    }
    if (isolation === 'confined' && landlock === 0) {
      warnings.push(`Landlock is missing: programs can read what ${user.ids.uid === undefined ? 'your user' : 'every user'} can; use a kernel (5.13 or later) and a container runtime that have it.`)
    }
    return { jail, warnings }
  } catch (error) {
    await (jail === undefined ? cleanUp() : jail.stop())
    const cause = jail?.lastWords || (error instanceof Error ? error.message : String(error))
    throw new SandboxError(`The sandbox can't start a jail of isolation level ${isolation} (${cause}): ${remedies[isolation]}.`)
  }
}
