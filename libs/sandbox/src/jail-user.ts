import { randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** Whom a jail's processes belong to. */
export interface JailUser {
  /** For `spawn`; empty: our own user. */
  ids: { uid?: number, gid?: number }
  /** Whether no other process has this user, so that its processes can be counted. */
  alone: boolean
}

const nobody = 65_534
/** Far above the ids that people, services and containers get; below 2^31. */
const firstId = 1_000_000_000
const idCount = 2 ** 30
const [setgid, setuid] = [6n, 7n]

/** Another user for each jail where we are root and can become it; in a container root may be unable to. */
export async function jailUser(): Promise<JailUser> {
  const ours = { ids: {}, alone: false }
  if (process.getuid?.() !== 0) return ours
  const [status, uidMap, gidMap] = await Promise.all(['status', 'uid_map', 'gid_map'].map(name => readFile(`/proc/self/${name}`, 'utf8').catch(() => '')))
  const capabilities = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(status!)?.[1] ?? '0'}`)
  if ((capabilities >> setuid & capabilities >> setgid & 1n) === 0n) return ours
  const id = firstId + randomInt(idCount) // Drawn, since lanes and other processes count apart.
  const found = [id, nobody].find(candidate => isMapped(uidMap!, candidate) && isMapped(gidMap!, candidate))
  return found === undefined ? ours : { ids: { uid: found, gid: found }, alone: found === id }
}

/** Whether a user namespace knows an id; its map has lines of first inside, first outside, count. */
const isMapped = (map: string, id: number): boolean => map.trim().split('\n').some(line => {
  const [inside, , count] = line.trim().split(/\s+/).map(Number)
  return inside !== undefined && count !== undefined && id >= inside && id < inside + count
})
