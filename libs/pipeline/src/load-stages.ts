import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as matrix from '@cure-ts/matrix'
import { CureError } from '@cure-ts/records'
import * as rewards from '@cure-ts/rewards'
import * as sampling from '@cure-ts/sampling'
import * as sandbox from '@cure-ts/sandbox'
import * as trainerBridge from '@cure-ts/trainer-bridge'

const ours = {
  sampling: { sample: sampling.sample },
  sandbox: { execute: sandbox.execute },
  matrix: { tabulate: matrix.tabulate },
  rewards: { reward: rewards.reward },
  'trainer-bridge': { batch: trainerBridge.batch, update: trainerBridge.update },
}

/** The operator factories of the pipeline, by library. */
export type Stages = typeof ours

/**
 * Our stages, with those that the config names replaced by modules from elsewhere. Such a module exports the functions of the
 * library that it replaces, under the same names, and gets the same arguments.
 *
 * @param replaced module paths (from `folder`) or package names, by library
 * @throws CureError where a module cannot be loaded or lacks a function
 */
export async function loadStages(replaced: Partial<Record<keyof Stages, string | undefined>>, folder: string): Promise<Stages> {
  const stages: Record<string, Record<string, unknown>> = { ...ours }
  for (const [library, specifier] of Object.entries(replaced)) {
    if (specifier === undefined) continue
    const module = await importFrom(folder, specifier)
    for (const name of Object.keys(ours[library as keyof Stages])) {
      if (typeof module[name] !== 'function') throw new CureError(`${specifier}: exports no function ${name}; a module for stages.${library} needs it.`)
    }
    stages[library] = module
  }
  return stages as unknown as Stages
}

async function importFrom(folder: string, specifier: string): Promise<Record<string, unknown>> {
  try {
    const isPath = /^[./]/.test(specifier)
    const file = isPath ? resolve(folder, specifier) : createRequire(resolve(folder, 'package.json')).resolve(specifier)
    return await import(pathToFileURL(file).href) as Record<string, unknown>
  } catch (error) {
    throw new CureError(`${specifier}: this stage cannot be loaded (${(error as Error).message.split('\n')[0]}); check the path and what it imports.`, { cause: error })
  }
}
