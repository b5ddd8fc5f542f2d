import { z } from 'zod'
import { cureConfig } from '@cure-ts/pipeline'

/** One leaf of the configuration: where it stands in a file, its flag and its environment variable. */
export interface Setting {
  /** e.g. `learner.learningRate` */
  readonly path: string
  /** e.g. `--learning-rate` */
  readonly flag: string
  /** e.g. `CURE_LEARNER_LEARNING_RATE` */
  readonly env: string
  readonly description: string
  readonly types: ReadonlySet<string>
  readonly choices?: readonly string[]
  readonly defaultValue: Scalar
}

type Scalar = string | number | boolean | null | undefined

interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  enum?: string[]
  const?: unknown
  description?: string
  default?: unknown // Of a leaf a scalar.
}

/** The JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): object {
  return z.toJSONSchema(cureConfig, { io: 'input' })
}

/** What takes more than a flag can say. */
const onlyInFiles = ['schedule', 'sampler.prices', 'sampler.command']

/** Every setting of the configuration that a flag can say, in the order of the schema. */
export const settings: readonly Setting[] = nameFlags(leaves(configJsonSchema(), ''))

type Leaf = Omit<Setting, 'flag'>

function leaves(schema: JsonSchema, path: string): Leaf[] {
  const variants = schema.oneOf ?? schema.anyOf?.filter(({ properties }) => properties !== undefined) ?? []
  const properties = schema.properties ?? mergeVariants(variants, schema)
  if (properties === undefined) return onlyInFiles.includes(path) ? [] : [leaf(schema, path)]
  return Object.entries(properties).flatMap(([name, child]) => leaves(child, path === '' ? name : `${path}.${name}`))
}

/** The fields of all variants of a union; what tells them apart becomes a choice. */
function mergeVariants(variants: readonly JsonSchema[], { description, default: defaults }: JsonSchema): Record<string, JsonSchema> | undefined {
  if (variants.length === 0) return undefined
  const merged: Record<string, JsonSchema> = {}
  for (const [name, field] of variants.flatMap(({ properties }) => Object.entries(properties ?? {}))) {
    const values = typeof field.const === 'string' ? [...merged[name]?.enum ?? [], field.const] : undefined
    const shown = { ...(description !== undefined && { description }), default: (defaults as Record<string, unknown> | undefined)?.[name] }
    merged[name] = values === undefined ? field : { type: 'string', enum: values, ...shown }
  }
  return merged
}

function leaf(schema: JsonSchema, path: string): Leaf {
  const variants = variantsOf(schema)
  const types = variants.flatMap(({ type }) => type ?? [])
  const choices = variants.flatMap(variant => variant.enum ?? [])
  return {
    path,
    env: `CURE_${path.split(/[.-]/).map(upperSnake).join('_')}`,
    description: schema.description ?? '',
    types: new Set(types),
    ...(choices.length > 0 && { choices }),
    defaultValue: schema.default as Scalar,
  }
}

/** Those of a union, and of unions within it. */
function variantsOf(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf?.flatMap(variantsOf) ?? [schema]
}

/** A flag is the setting's own name where no other setting has it, else its section's name comes first. */
function nameFlags(found: readonly Leaf[]): Setting[] {
  const ownName = (path: string) => kebab(path.replace(/\.kind$/, '').split('.').at(-1)!)
  const taken = new Map<string, string>()
  for (const { path } of found.toSorted((a, b) => depth(a.path) - depth(b.path))) {
    const name = ownName(path)
    taken.set(taken.has(name) || path.startsWith('stages.') ? kebab(path.replaceAll('.', '-')) : name, path)
  }
  const flags = new Map([...taken].map(([flag, path]) => [path, `--${flag}`]))
  return found.map(setting => ({ ...setting, flag: flags.get(setting.path)! }))
}

function depth(path: string): number {
  return path.split('.').length
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

function upperSnake(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()
}
