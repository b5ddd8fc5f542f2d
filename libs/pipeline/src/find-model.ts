import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { CureError } from '@cure-ts/records'
import type { CureConfig } from './cure-config.ts'
import { fetchModel } from './fetch-model.ts'

/** Where `smollm2` is: its settings and prompts are there, its weights come with the first use. */
const smollm2Folder = resolve(import.meta.dirname, '../../../models/smollm2')

/** `organisation/name` of the Hugging Face hub, at a branch, tag or commit where one is named. */
const hubId = /^(?!.*\.\.)[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*(@[A-Za-z0-9][\w./-]*)?$/

/**
 * What somebody means by a model's name: a folder that is there, else `smollm2`, else a model of the hub, else a folder, which is then missed by its path.
 *
 * @param folder from which a relative path is meant
 * @returns an absolute path, or `organisation/name[@revision]`
 */
export function modelAt(folder: string, name: string): string {
  const path = resolve(folder, name)
  if (existsSync(path)) return path
  if (name === 'smollm2') return smollm2Folder
  return hubId.test(name) ? name : path
}

/** A model, ready to be read. */
export interface FoundModel {
  /** A Hugging Face model folder. */
  readonly folder: string
  /** Names the same weights tomorrow: a folder's path, or `organisation/name@commit`. */
  readonly name: string
}

export interface FindOptions {
  readonly onLog?: ((line: string) => void) | undefined
  /** Aborting it ends what is being fetched. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The one place where a name becomes a folder, for whatever reads a model. It fetches what is not there.
 *
 * @param weights whether the weights are needed, or the tokenizer alone
 * @throws CureError where there is no such model, or it cannot be fetched
 */
export async function findModel(name: string, weights: boolean, options: FindOptions = {}): Promise<FoundModel> {
  const where = modelAt(process.cwd(), name)
  if (hubId.test(where)) {
    const folder = await fetchModel([where, ...weights ? [] : ['--without-weights']], options)
    return { folder, name: `${where.split('@')[0]}@${basename(folder)}` } // The cache's folders are named by commits.
  }
  if (where === smollm2Folder && !isModelFolder(where)) await fetchModel(['--smollm2', where], options)
  if (weights) refuseNoModel(where)
  return { folder: where, name: where }
}

/** The model of a configuration, for those parts that a session starts or writes prompts for; as it is named where none of them reads it. */
export async function findConfigured({ model, learner, sampler }: CureConfig, { train, ...options }: FindOptions & { readonly train: boolean }): Promise<FoundModel> {
  const isServed = learner.address === null && (train || sampler.baseUrl === null)
  const isRead = isServed || sampler.command !== null
  const endpoints = [sampler.endpoint, ...sampler.testerBaseUrl === null ? [] : [sampler.testerEndpoint]]
  const writesPrompts = endpoints.some(endpoint => endpoint === 'tokens' || endpoint === 'completions')
  return isRead || writesPrompts ? findModel(model, isRead, options) : { folder: model, name: model }
}

const isModelFolder = (folder: string) => existsSync(join(folder, 'config.json'))

/** @throws CureError where a learner could not load the model */
function refuseNoModel(folder: string): void {
  if (isModelFolder(folder)) return
  throw new CureError(`${folder}: is no Hugging Face model folder (it has no config.json); give --model the folder of a causal language model.`)
}
