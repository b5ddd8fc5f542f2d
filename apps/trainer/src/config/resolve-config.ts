import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'
import { CureError } from '@cure-ts/records'
import { type CureConfig, cureConfig } from '@cure-ts/pipeline'
import { isValues, type Layer, mergeLayers, nest, parseText, resolvePaths, type Values } from './layers.ts'
import { settings } from './setting.ts'

export interface ConfigSources {
  /** YAML or JSON. */
  readonly file?: string | undefined
  readonly env: NodeJS.ProcessEnv
  /** Texts by setting path. */
  readonly flags: ReadonlyMap<string, string>
  /** Values in the place of a file's: the configuration of a run that is resumed. */
  readonly resumed?: Values | undefined
  /** For a command that gets its records elsewhere: a model may be named without tasks. */
  readonly tasksAreOptional?: boolean
}

export interface ResolvedConfig {
  readonly config: CureConfig
  /** Where each value that is no default came from, by setting path. */
  readonly origins: ReadonlyMap<string, string>
}

/** The repository's root: the embedded model and its tasks lie there. */
export const repositoryRoot = resolve(import.meta.dirname, '../../../..')

/** What holds when nobody names a model: the pocket model on the pocket world. */
const embedded: Values = {
  model: 'models/pocket',
  tasks: ['datasets/pocket/train.jsonl'],
  evaluation: { tasks: 'datasets/pocket/heldout.jsonl', validationTasks: 'datasets/pocket/validation.jsonl' },
}

/**
 * The effective configuration: defaults < the embedded model (where no other is named) < the model folder's own `cure.yaml` < file < environment < flags.
 *
 * @throws CureError naming the setting and where its value came from, or the `CURE_*` variable that is no setting
 */
export async function resolveConfig(sources: ConfigSources): Promise<ResolvedConfig> {
  const own = [
    ...sources.resumed === undefined ? [] : [{ origin: 'the run', values: sources.resumed }],
    ...sources.file === undefined ? [] : [await fileLayer(sources.file)],
    environmentLayer(sources.env),
    flagLayer(sources.flags),
  ]
  const { values: { model } } = mergeLayers(own)
  const base: Layer[] = []
  if (sources.resumed === undefined) {
    const unsaid = model === undefined ? embedded : sources.tasksAreOptional === true ? { tasks: embedded['tasks'] } : {}
    base.push({ origin: 'embedded', values: resolvePaths(unsaid, repositoryRoot) })
    const folder = typeof model === 'string' ? model : resolve(repositoryRoot, String(embedded['model']))
    const modelDefaults = join(folder, 'cure.yaml')
    if (existsSync(modelDefaults)) base.push(await fileLayer(modelDefaults))
  }
  const { values, origins } = mergeLayers([...base, ...own])
  const parsed = cureConfig.safeParse(values)
  if (!parsed.success) throw new CureError(explain(parsed.error, origins))
  return { config: parsed.data, origins }
}

async function fileLayer(file: string): Promise<Layer> {
  let values: unknown
  try {
    values = parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CureError(`${file}: is no YAML or JSON file that can be read (${(error as Error).message.split('\n')[0]}).`, { cause: error })
  }
  if (!isValues(values)) throw new CureError(`${file}: holds no settings; write them as \`name: value\` lines.`)
  return { origin: file, values: resolvePaths(values, dirname(resolve(file))) }
}

/** Variables that are no settings: the learner's Python, stack traces, the learner that the contract's tests start, and the tokens of the gateway, the scorer and a running learner. */
const otherVariables = new Set(['CURE_PYTHON', 'CURE_DEBUG', 'CURE_LEARNER_COMMAND', 'CURE_GATEWAY_TOKEN', 'CURE_SCORE_TOKEN', 'CURE_LEARNER_TOKEN'])

/** @throws CureError where a `CURE_*` variable is none that we know: misspelt, it would do nothing without a word */
function environmentLayer(env: NodeJS.ProcessEnv): Layer {
  const known = new Set(settings.map(setting => setting.env))
  const unknown = Object.keys(env).find(name => name.startsWith('CURE_') && !known.has(name) && !otherVariables.has(name))
  if (unknown !== undefined) throw new CureError(`Environment variable ${unknown}: there is no such setting; unset it or correct its name (learner.learningRate is CURE_LEARNER_LEARNING_RATE; see \`cure config\` for the others).`)
  const set = settings.flatMap(setting => {
    const text = env[setting.env]
    return text === undefined ? [] : [[setting, parseText(setting, text)] as const]
  })
  return { origin: path => settings.find(setting => setting.path === path)!.env, values: resolvePaths(nest(set), process.cwd()) }
}

function flagLayer(flags: ReadonlyMap<string, string>): Layer {
  const set = settings.flatMap(setting => {
    const text = flags.get(setting.path)
    return text === undefined ? [] : [[setting, parseText(setting, text)] as const]
  })
  return { origin: path => settings.find(setting => setting.path === path)!.flag, values: resolvePaths(nest(set), process.cwd()) }
}

function explain(error: z.ZodError, origins: ReadonlyMap<string, string>): string {
  const issue = error.issues[0]!
  const path = [...issue.path, ...issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []].map(String).join('.')
  const origin = originOf(path, origins)
  const known = settings.find(setting => setting.path === path)
  const hint = known === undefined || issue.code === 'unrecognized_keys' ? 'see `cure config` for what there is' : `set it with ${known.flag}, ${known.env} or ${path} in the config file`
  const fault = issue.code === 'unrecognized_keys' && known !== undefined ? 'it belongs to another kind' : faultOf(issue, origin !== undefined)
  return `Setting ${path}${origin === undefined ? '' : ` (from ${origin})`}: ${fault}; ${hint}.`
}

/** Of the value itself, else of the list or object that it is in. */
function originOf(path: string, origins: ReadonlyMap<string, string>): string | undefined {
  const inside = [...origins.keys()].find(known => known.startsWith(`${path}.`) || path.startsWith(`${known}.`))
  return origins.get(path) ?? (inside === undefined ? undefined : origins.get(inside))
}

function faultOf(issue: z.core.$ZodIssue, isSet: boolean): string {
  if (issue.code === 'unrecognized_keys') return 'there is no such setting here'
  // A setting without a default, or a variant's parameter without its kind.
  if (!isSet && (issue.code === 'invalid_type' || issue.code === 'invalid_union')) return 'it is not set'
  return issue.message.replace(/^Invalid (input|option): |^Invalid discriminator value. /, '').replace(/\.$/, '')
}
