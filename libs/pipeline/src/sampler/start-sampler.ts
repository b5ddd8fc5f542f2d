import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CureError } from '@cure-ts/records'
import { type ProcessGroup, startGroup } from '@cure-ts/trainer-bridge'
import { modelsAt } from './models-at.ts'

const [pollMs, tellMs] = [250, 30_000]

export interface SamplerOptions {
  /** Program and arguments, with `{model}` where the folder of the weights belongs; no shell reads them. */
  readonly command: readonly string[]
  /** Where it will answer, up to and with the version. */
  readonly baseUrl: string
  readonly apiKey?: string | undefined
  /** Takes what the server writes. */
  readonly logFile: string
  /** Longest wait for its first answer: it loads its model before. */
  readonly readyTimeoutMs: number
  /** Told now and then how long the server has been awaited. */
  readonly onLog?: ((line: string) => void) | undefined
}

/** A server that was started here and answers. */
export interface StartedSampler {
  /** Resolves with a sentence when the server ends by itself. */
  readonly lost: Promise<CureError>
  /** Ends the server and starts it with the weights of another folder. */
  restart(model: string): Promise<void>
  /** Ends it and all its children: SIGTERM, after ten seconds SIGKILL. */
  stop(): Promise<void>
}

/**
 * Starts a server and waits until it answers `/models`. It ends with us, also when we are killed.
 *
 * @param model folder of the weights
 * @throws CureError where something answers there already, or the server cannot be started, ends before it answers or takes too long
 */
export async function startSampler(options: SamplerOptions, model: string): Promise<StartedSampler> {
  let tellLost: (fault: CureError) => void
  const lost = new Promise<CureError>(resolve => { tellLost = resolve })
  let isStopping = false
  const start = async (folder: string) => {
    const started = await launch(options, folder)
    isStopping = false
    void started.exited.then(code => { if (!isStopping) tellLost(endedFault(options, code, 'by itself')) })
    return started
  }
  const stop = async () => {
    isStopping = true
    await running.stop()
  }
  let running = await start(model)
  const [name] = await modelsAt(options) ?? []
  return {
    lost,
    restart: async folder => {
      await stop()
      running = await start(folder)
      if (name === undefined || (await modelsAt(options))?.includes(name) !== false) return
      throw new CureError(`The sampler at ${options.baseUrl} names its model by the folder, which changes; add --served-model-name NAME to sampler.command.`)
    },
    stop,
  }
}

async function launch(options: SamplerOptions, model: string): Promise<ProcessGroup> {
  const { baseUrl, command, logFile } = options
  if (await modelsAt(options) !== null) throw new CureError(`Something answers at ${baseUrl} already; end it, or leave sampler.command out to sample from it.`)
  const log = openSync(logFile, 'a')
  const argv = command.map(argument => argument.replaceAll('{model}', model))
  const server = await startGroup([process.execPath, join(import.meta.dirname, 'guard.js'), ...argv], { stdio: ['pipe', log, log] })
  closeSync(log)
  try {
    await untilReady(options, server.exited)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** @throws CureError where the server ends first, or time is up */
async function untilReady(options: SamplerOptions, exited: Promise<number | null>): Promise<void> {
  const { baseUrl, readyTimeoutMs, logFile, onLog } = options
  const beganMs = performance.now()
  let ended: CureError | undefined
  void exited.then(code => { ended = endedFault(options, code, 'before it was ready') })
  let toldMs = 0
  for (;;) {
    if (ended !== undefined) throw ended
    if (await modelsAt(options) !== null) return
    const waitedMs = performance.now() - beganMs
    if (waitedMs > readyTimeoutMs) {
      throw new CureError(`The sampler at ${baseUrl} was not ready after ${readyTimeoutMs / 1000} s; ${logFile} says what it was doing.`)
    }
    if (waitedMs - toldMs >= tellMs) {
      toldMs = waitedMs
      onLog?.(`Waiting for the sampler at ${baseUrl} for ${Math.round(waitedMs / 1000)} s; it writes to ${logFile}`)
    }
    await Promise.race([exited, sleep(pollMs)])
  }
}

function endedFault({ baseUrl, logFile }: SamplerOptions, code: number | null, when: string): CureError {
  const how = code === null ? 'was killed (by a person, or for lack of memory)' : `ended with exit code ${code}`
  return new CureError(`The sampler at ${baseUrl} ${how} ${when}${lastWords(logFile)}; ${logFile} says more; correct that, then start again (a run with --resume).`)
}

function lastWords(logFile: string): string {
  const line = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1)?.trim() ?? ''
  return line === '' ? '' : ` (it last said: ${line.slice(0, 300).replace(/\.$/, '')})`
}
