import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CureConfig } from '@cure-ts/pipeline'
import { agentPrompts, splits, tasksOf } from './measurement.ts'

/** SHA-256 of what a reproduction starts from, by path: the model folder as one, the prompts, alone and as a folder, and every task file that is there. */
export async function dataDigests(config: CureConfig): Promise<ReadonlyMap<string, string>> {
  const { model, tasks, sampling: { coderPrompt, testerPrompt } } = config
  const files = [...tasks, coderPrompt, testerPrompt, ...splits.map(split => tasksOf(config, { split })?.file)]
    .filter(file => file != null)
    .filter(existsSync)
  const folders = [[model, /\.(safetensors|json|jinja)$/], [agentPrompts(config), /\.jinja$/]] as const
  const digests = await Promise.all([
    ...files.map(async file => [file, await digestOf([file])] as const),
    ...folders.flatMap(([folder, names]) => folder === null ? [] : [digestOfFolder(folder, names)]),
  ])
  return new Map(digests)
}

async function digestOfFolder(folder: string, names: RegExp): Promise<readonly [string, string]> {
  const files = (await readdir(folder)).filter(name => names.test(name)).toSorted().map(name => join(folder, name))
  return [folder, await digestOf(files)]
}

async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) await pipeline(createReadStream(file), hash, { end: false })
  return hash.digest('hex')
}
