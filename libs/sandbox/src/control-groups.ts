import { access, constants, readFile, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeJailFolder } from './jail-folder.ts'

type Resource = 'memory' | 'pids'

/** Control groups of one jail, for its memory and its number of processes: version 1, 2, or none where we may make none. */
export interface ControlGroups {
  /** Resources that no group bounds. */
  lacking: Resource[]
  limitMemory: (bytes: number) => Promise<void>
  /** Moves a process with all its descendants into the groups; what they start later is in them too. */
  add: (pid: number) => Promise<void>
  /** Once its processes are gone. */
  remove: () => Promise<void>
}

const resources: Resource[] = ['memory', 'pids']
const limitFiles = { 1: { memory: 'memory.limit_in_bytes', pids: 'pids.max' }, 2: { memory: 'memory.max', pids: 'pids.max' } } as const
const removalLimitMs = 2000

/**
 * @param mostProcesses of the jail, threads included
 * @param mount where control groups are mounted
 * @param membership lists the groups of this process, as `/proc/self/cgroup`
 */
export async function makeControlGroups(mostProcesses: number, mount = '/sys/fs/cgroup', membership = '/proc/self/cgroup'): Promise<ControlGroups> {
  // Some kernels do not say which children a process has, so that not all of a jail could be moved.
  const canFollow = await access(`/proc/self/task/${process.pid}/children`).then(() => true, () => false)
  const lines = (canFollow ? await readFile(membership, 'utf8').catch(() => '') : '').split('\n').map(line => /^(\d+):([^:]*):(.*)$/.exec(line)?.slice(1) ?? [])
  const groups = new Map<Resource, { folder: string, file: string }>()
  for (const resource of resources) {
    const path = lines.find(([, controllers]) => controllers?.split(',').includes(resource))?.[2]
    const folder = path === undefined ? undefined : await makeGroup([join(mount, resource, path), join(mount, resource)], [limitFiles[1][resource]])
    if (folder !== undefined) groups.set(resource, { folder, file: join(folder, limitFiles[1][resource]) })
  }
  const own = lines.find(([number, controllers]) => number === '0' && controllers === '')?.[2]
  if (groups.size === 0 && own !== undefined) {
    const folder = await makeGroup(upwards(own).map(path => join(mount, path)), Object.values(limitFiles[2]))
    if (folder !== undefined) for (const resource of resources) groups.set(resource, { folder, file: join(folder, limitFiles[2][resource]) })
  }
  const folders = [...new Set([...groups.values()].map(({ folder }) => folder))]
  const limit = async (resource: Resource, value: number): Promise<void> => {
    const group = groups.get(resource)
    if (group !== undefined) await writeFile(group.file, String(value))
  }
  await limit('pids', mostProcesses)
  return {
    lacking: resources.filter(resource => !groups.has(resource)),
    limitMemory: bytes => limit('memory', bytes),
    async add(pid) {
      if (folders.length === 0) return
      const pids = await withDescendants(pid)
      for (const folder of folders) for (const member of pids) await writeFile(join(folder, 'cgroup.procs'), String(member)).catch(ignoreGone)
    },
    async remove() {
      for (const folder of folders) await removeGroup(folder)
    },
  }
}

/**
 * A group of version 2 and those it lies in. One with processes, as our own, can't hand controllers on to groups below it; that of a
 * user's services can, and is the user's (https://docs.kernel.org/admin-guide/cgroup-v2.html, no internal process constraint).
 */
const upwards = (path: string): string[] => path === '/' || path === '.' ? ['/'] : [path, ...upwards(dirname(path))]

/** A new group below the first of these in which we may make one that has the files; undefined: below none. */
async function makeGroup(parents: string[], files: string[]): Promise<string | undefined> {
  for (const parent of new Set(parents)) {
    try {
      await access(join(parent, 'cgroup.procs'), constants.W_OK) // Else our processes may not leave it for a group below.
      const folder = await makeJailFolder(parent)
      if (await haveAll(folder, files)) return folder
      await writeFile(join(parent, 'cgroup.subtree_control'), '+memory +pids').catch(() => undefined) // Refused where the parent has processes of its own.
      if (await haveAll(folder, files)) return folder
      await rmdir(folder)
    } catch {
      // Not ours to write to, or not there: a container often shows the paths of its host.
    }
  }
  return undefined
}

/** A process that has ended needs no bounds, nor one whose group went with its jail. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (!['ESRCH', 'ENODEV', 'ENOENT'].includes(error.code ?? '')) throw error
}

const haveAll = async (folder: string, files: string[]): Promise<boolean> =>
  (await Promise.all(files.map(file => access(join(folder, file), constants.W_OK).then(() => true, () => false)))).every(Boolean)

async function withDescendants(pid: number): Promise<number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).trim().split(' ').filter(Boolean).map(Number)
  return [pid, ...(await Promise.all(children.map(withDescendants))).flat()]
}

/** The kernel lets a group go a moment after its last process. */
async function removeGroup(folder: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 10) {
    try {
      return await rmdir(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || waitedMs >= removalLimitMs) throw error
    }
    await sleep(10)
  }
}
