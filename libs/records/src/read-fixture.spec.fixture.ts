import { readFileSync } from 'node:fs'

/** One record as JSON, with every field that it may have and some that are not ours. */
export function readFixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>
}
