import { createHash } from 'node:crypto'

/** A number from 0 to 2^31 - 1 (servers take no larger seed) that depends on all parts and on nothing else. */
export function seedOf(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32BE() >>> 1
}
