import { CureError } from '@cure-ts/records'

export interface ApiFlags {
  readonly api?: string
  readonly testerApi?: string
}

/**
 * Settings by path, with those that follow from `--api` and `--tester-api`: models behind an address, which are asked for texts. There `--model`
 * is the server's name of the model; `--tester-model` without an address is another model of the same server.
 *
 * @throws CureError where a model is not named
 */
export function withApi(given: ReadonlyMap<string, string>, { api, testerApi }: ApiFlags): Map<string, string> {
  const settings = new Map(given)
  const ask = (role: 'tester' | '', address: string) => {
    const name = (setting: string) => `sampler.${role === '' ? setting : role + setting[0]!.toUpperCase() + setting.slice(1)}`
    settings.set(name('baseUrl'), address.replace(/\/+$/, ''))
    if (!settings.has(name('endpoint'))) settings.set(name('endpoint'), 'auto')
  }
  if (api !== undefined) {
    const model = settings.get('model')
    if (model === undefined) throw new CureError('--api needs the name that the server gives the model: say it with --model (cure score: --tester).')
    settings.set('sampler.model', model)
    ask('', api)
  }
  const tester = testerApi ?? (settings.has('sampler.testerModel') && !settings.has('sampler.testerBaseUrl') ? api : undefined)
  if (tester !== undefined) ask('tester', tester)
  return settings
}
