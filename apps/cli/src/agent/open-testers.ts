import { type CureConfig, serveModel } from '@cure-ts/pipeline'
import { CureError } from '@cure-ts/records'

/** A tester to compare, by a name for the tables: an OpenAI-compatible address or a model folder; null: the coder itself. */
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

/** Runs `use` with the configuration in which this tester writes the tests; a model folder is served for so long. */
export async function withTester<T>(config: CureConfig, { where }: Tester, use: (config: CureConfig) => Promise<T>): Promise<T> {
  const at = (testerBaseUrl: string | null) => ({ ...config, sampler: { ...config.sampler, testerBaseUrl, testerModel: null } })
  if (where === null) return use(at(null))
  if (/^https?:/.test(where)) return use(at(where))
  const learner = await serveModel(where, { train: false })
  try {
    return await use(at(`${learner.http}/v1`))
  } finally {
    await learner.stop()
  }
}
