import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CureConfig } from '@cure-ts/pipeline'
import { splits, tasksOf } from './measurement.ts'

/** SHA-256 of what a reproduction starts from, by path: the model folder as one, the prompts, and every task file that is there. */
export async function dataDigests(config: CureConfig): Promise<ReadonlyMap<string, string>> {
  const { model, tasks, sampling: { coderPrompt, testerPrompt } } = config
  const files = [...tasks, coderPrompt, testerPrompt, ...splits.map(split => tasksOf(config, split)?.file)]
    .filter(file => file != null)
    .filter(existsSync)
  const weights = (await readdir(model)).filter(name => /\.(safetensors|json|jinja)$/.test(name)).toSorted().map(name => join(model, name))
  const digests = await Promise.all(files.map(async file => [file, await digestOf([file])] as const))
  return new Map([...digests, [model, await digestOf(weights)]])
}

async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) await pipeline(createReadStream(file), hash, { end: false })
  return hash.digest('hex')
}
