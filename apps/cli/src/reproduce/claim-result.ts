import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Claim, Judgement } from './claim.ts'

/** What became of a claim. */
export interface ClaimResult extends Judgement {
  readonly id: Claim['id']
  readonly statement: string
  readonly setting: string
  readonly seeds: readonly number[]
  /** Whether all figures with a bar hold, those over controls apart. */
  readonly holds: boolean
  /** Wall seconds of all that the claim takes, also where it shares that with other claims. */
  readonly seconds: number
  /** Of the repository, when the parts were made. */
  readonly commits: readonly string[]
}

/** A claim that could not be run, and why. */
export type NotRun = Pick<Claim, 'id' | 'statement'> & { readonly notRun: string }

/** The files of the claims that are done; a key names what a result depends on. */
export class ClaimResults {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async read(id: string, key: string): Promise<ClaimResult | null> {
    const file = this.#file(id, key)
    return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) as ClaimResult : null
  }

  async write(result: ClaimResult, key: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await writeFileAtomic(this.#file(result.id, key), `${JSON.stringify(result)}\n`)
  }

  #file(id: string, key: string): string {
    return join(this.#folder, `claim-${id}-${key}.json`)
  }
}
