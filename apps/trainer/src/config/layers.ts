import { resolve } from 'node:path'
import { modelAt } from '@cure-ts/pipeline'
import type { Setting } from './setting.ts'

/** Nested values as people write them, not checked yet. */
export type Values = { [name: string]: unknown }

/** One source of configuration values. */
export interface Layer {
  /** Shown beside each value that it set, e.g. `cure.yaml` or `--steps`. */
  readonly origin: string | ((path: string) => string)
  readonly values: Values
}

/** Paths in a configuration are meant from the folder of the file that names them (a flag's: from the working folder). */
const PATHS = [/^model$/, /^run$/, /^tasks$/, /^sampling\.(coder|tester)Prompt$/, /^evaluation\.(validationT|t)asks$/, /^sampler\.cache$/, /^learner\.keys$/, /^learner\.engine\.(deepspeedConfig|hostfile)$/]

export function isPath(path: string): boolean {
  return path.startsWith('stages.') || PATHS.some(pattern => pattern.test(path))
}

export function resolvePaths(values: Values, folder: string, prefix = ''): Values {
  const resolved = Object.entries(values).map(([name, value]) => {
    const path = prefix + name
    if (isValues(value)) return [name, resolvePaths(value, folder, `${path}.`)]
    if (!isPath(path) || isPackage(path, value)) return [name, value]
    const resolveOne = path === 'model' ? modelAt : resolve
    return [name, Array.isArray(value) ? value.map(item => resolveText(folder, item, resolveOne)) : resolveText(folder, value, resolveOne)]
  })
  return Object.fromEntries(resolved) as Values
}

/** A stage is a path where it looks like one, else a package's name. */
const isPackage = (path: string, value: unknown) => path.startsWith('stages.') && !(typeof value === 'string' && value.startsWith('.'))

const resolveText = (folder: string, value: unknown, resolveOne: typeof modelAt) => typeof value === 'string' ? resolveOne(folder, value) : value

/** Later layers win; objects are merged, everything else is replaced. Also tells the origin of every value. */
export function mergeLayers(layers: readonly Layer[]): { values: Values, origins: Map<string, string> } {
  const origins = new Map<string, string>()
  const values = layers.reduce<Values>((merged, { values: more, origin }) => merge(merged, more, '', path => {
    for (const known of origins.keys()) if (known.startsWith(`${path}.`)) origins.delete(known)
    origins.set(path, typeof origin === 'string' ? origin : origin(path))
  }), {})
  return { values, origins }
}

function merge(base: Values, more: Values, prefix: string, onSet: (path: string) => void): Values {
  const merged: Values = { ...base }
  for (const [name, value] of Object.entries(more)) {
    const path = prefix + name
    if (isValues(value)) {
      const before = merged[name]
      // Another kind of a variant brings its own parameters: the old kind's are no longer meant.
      const isOtherKind = isValues(before) && 'kind' in value && value['kind'] !== before['kind']
      merged[name] = merge(isValues(before) && !isOtherKind ? before : {}, value, `${path}.`, onSet)
    } else {
      merged[name] = value
      onSet(path)
    }
  }
  return merged
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The nested form of values that are named by setting. */
export function nest(entries: Iterable<readonly [Setting, unknown]>): Values {
  const values: Values = {}
  for (const [{ path }, value] of entries) {
    const names = path.split('.')
    const last = names.pop()!
    let section = values
    for (const name of names) section = (section[name] ??= {}) as Values
    section[last] = value
  }
  return values
}

/** A text from a flag or the environment as the type that the setting wants; a wrong one stays text and is refused by the schema. */
export function parseText(setting: Setting, text: string): unknown {
  if (text === 'null' && setting.types.has('null')) return null
  if (setting.types.has('array')) return text.split(',')
  if (setting.types.has('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  if ((setting.types.has('number') || setting.types.has('integer')) && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  return text
}
