import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CureError } from '@cure-ts/records'
import type { CureConfig } from '../cure-config.ts'
import { type StartedSampler, startSampler } from './start-sampler.ts'

export interface StartedSamplers {
  /** Resolves with a sentence when one of them ends by itself. */
  readonly lost: Promise<CureError>
  /** Ends all and starts them with the weights of another folder. */
  restart(model: string): Promise<void>
  stop(): Promise<void>
}

export interface StartSamplersOptions {
  /** Takes a log of each server; null: a temporary one, which is kept where a server failed. */
  readonly logFolder: string | null
  readonly apiKey: string | undefined
  readonly readyTimeoutMs: number
  readonly onLog?: ((line: string) => void) | undefined
}

/**
 * Starts the servers that `sampler.command` names, one at each address, at the same time.
 *
 * @throws CureError where the command and the addresses do not fit together, or a server does not start; the others are ended then
 */
export async function startSamplers({ sampler, model }: Pick<CureConfig, 'sampler' | 'model'>, options: StartSamplersOptions): Promise<StartedSamplers> {
  const commands = commandsOf(sampler)
  const logFolder = options.logFolder ?? await mkdtemp(join(tmpdir(), 'cure-sampler-'))
  await mkdir(logFolder, { recursive: true })
  const outcomes = await Promise.allSettled(commands.map(({ command, baseUrl }, index) =>
    startSampler({ ...options, command, baseUrl, logFile: join(logFolder, `sampler-${index}.log`) }, resolve(model))))
  const started = outcomes.flatMap<StartedSampler>(outcome => outcome.status === 'fulfilled' ? [outcome.value] : [])
  const stop = async () => { await Promise.all(started.map(each => each.stop())) }
  const failed = outcomes.find(outcome => outcome.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  const lost = Promise.race(started.map(each => each.lost))
  let isLost = false
  void lost.then(() => { isLost = true })
  return {
    lost,
    restart: async folder => { await Promise.all(started.map(each => each.restart(resolve(folder)))) },
    stop: async () => {
      await stop()
      if (options.logFolder === null && !isLost) await rm(logFolder, { recursive: true, force: true })
    },
  }
}

/** The command of each address, with its port and number. */
function commandsOf({ command, baseUrl: baseUrls }: CureConfig['sampler']): { readonly command: string[], readonly baseUrl: string }[] {
  if (command === null || baseUrls === null) throw new CureError('sampler.command starts a server, so sampler.baseUrl has to say at which address it will answer.')
  if (baseUrls.length > 1 && !command.some(argument => argument.includes('{port}'))) {
    throw new CureError(`sampler.command starts a server at each of the ${baseUrls.length} addresses of sampler.baseUrl; write {port} where it takes the port.`)
  }
  return baseUrls.map((baseUrl, index) => {
    const { port, protocol } = new URL(baseUrl)
    const portText = port === '' ? protocol === 'https:' ? '443' : '80' : port
    return { baseUrl, command: command.map(argument => argument.replaceAll('{port}', portText).replaceAll('{index}', String(index))) }
  })
}
