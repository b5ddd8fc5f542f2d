import { Option } from 'commander'
import { type CureConfig, serveModel } from '@cure-ts/pipeline'
import { CureError } from '@cure-ts/records'

/** Where a model is: an OpenAI-compatible address, or a model folder. */
const isAddress = (where: string) => /^https?:/.test(where)

export const coderFlag = () => new Option('--coder <where>', 'who writes the programs: a model folder (as --model) or an OpenAI-compatible address (as --base-url)')
export const testerFlag = () => new Option('--tester <where>', 'who writes the tests: a model folder or an OpenAI-compatible address (as --tester-base-url) [the coder]')

/** Settings by path, with the one that `--coder` stands for. */
export function withCoder(settings: ReadonlyMap<string, string>, coder: string | undefined): ReadonlyMap<string, string> {
  return coder === undefined ? settings : new Map([...settings, [isAddress(coder) ? 'sampler.baseUrl' : 'model', coder]])
}

/** A tester to compare, by a name for the tables; null: whoever the configuration names. */
export interface Tester {
  readonly name: string
  readonly where: string | null
}

/** `NAME=WHERE` of a flag. */
export function testerOf(text: string): Tester {
  const [, name, where] = /^([\w.-]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || where === undefined) throw new CureError(`--testers ${text}: write a name and where the tester is, e.g. trained=runs/a/checkpoints/best or base=http://127.0.0.1:8000/v1.`)
  return { name, where }
}

/**
 * Runs `use` with the configuration in which this tester writes the tests; a model folder is served for so long.
 *
 * @param where an address or a folder; null: as the configuration has it
 * @throws CureError where the folder holds no model
 */
export async function withTester<T>(config: CureConfig, where: string | null, use: (config: CureConfig) => Promise<T>): Promise<T> {
  if (where === null) return use(config)
  const at = (testerBaseUrl: string) => ({ ...config, sampler: { ...config.sampler, testerBaseUrl } })
  if (isAddress(where)) return use(at(where))
  const learner = await serveModel(where, { train: false })
  try {
    return await use(at(`${learner.http}/v1`))
  } finally {
    await learner.stop()
  }
}
