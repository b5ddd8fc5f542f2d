import { CureError } from '@cure-ts/records'
import type { Prompts } from '@cure-ts/sampling'
import { createSandbox, type Sandbox } from '@cure-ts/sandbox'
import { engineArguments, type LearnerEngine, type StartedLearner, startLearner } from '@cure-ts/trainer-bridge'
import type { CureConfig } from './cure-config.ts'
import { findConfigured, findModel } from './find-model.ts'
import { findPython } from './find-python.ts'
import type { HandOver } from './hand-over.ts'
import { openHandOver, refuseHandOver } from './open-hand-over.ts'
import { openServers, promptsFor, type Servers } from './open-servers.ts'
import { checkServers } from './sampler/check-samplers.ts'
import { type StartedSamplers, startSamplers } from './sampler/start-samplers.ts'

/** What the stages of a run talk to; {@link Session.close} ends every process that the session started. */
export interface Session extends Omit<Servers, 'settle' | 'coders'> {
  readonly prompts: Prompts
  readonly sandbox: Sandbox
  /** The learner's bridge address; null where it only samples. */
  readonly bridge: string | null
  /** Resolves with a sentence when a process that the session started ends by itself. */
  readonly lost: Promise<CureError>
  /** Brings the learner's weights to the servers that sample; absent where it samples itself. */
  readonly handOver?: HandOver
  close(): Promise<void>
}

/** A large model takes minutes to load, and a server that samples compiles for it, too. */
const READY_TIMEOUT_MS = 600_000
const SAMPLER_READY_TIMEOUT_MS = 1_800_000

/** How long to wait for a learner before it counts as lost; a PONG during a long update counts as a sign of life. */
export const bridgeWaits = { connectTimeoutMs: 60_000, heartbeatMs: 2_000, stallTimeoutMs: 60_000 }

export interface SessionOptions {
  /** Whether a learner is needed that trains, not only samples. */
  readonly train: boolean
  readonly onLog?: (line: string) => void
  /** Takes the logs of servers that are started; left out: temporary ones, kept where a server failed. */
  readonly logFolder?: string
}

/** Starts or finds the sampler, the learner and the sandbox that a configuration names. */
export async function openSession(asked: CureConfig, options: SessionOptions): Promise<Session> {
  const config = { ...asked, model: (await findConfigured(asked, options)).folder }
  const sandbox = createSandbox(config.sandbox)
  let learner: LearnerProcess | undefined
  let samplers: StartedSamplers | undefined
  let servers: Servers | undefined
  const close = async () => {
    await Promise.all([learner?.stop(), samplers?.stop(), sandbox.close(), servers?.settle()])
  }
  try {
    if (config.stages.sandbox === undefined) await sandbox.check()
    learner = await learnerFor(config, options)
    const baseUrls = config.sampler.baseUrl ?? (learner.http === null ? null : [`${learner.http}/v1`])
    if (baseUrls === null) throw new CureError('learner.address names a running learner, so learner.httpUrl or sampler.baseUrl has to say where to sample from.')
    samplers = await samplersFor(config, options)
    servers = await openServers(config, baseUrls, options)
    if (options.train && config.sampler.baseUrl !== null) await checkServers(servers.coders, config)
    const { settle: _settle, coders: _coders, ...asking } = servers
    return {
      ...asking,
      ...options.train && await handingOver(config, servers, samplers, options),
      prompts: await promptsFor(config),
      sandbox,
      bridge: learner.bridge,
      lost: samplers === undefined ? learner.lost : Promise.race([learner.lost, samplers.lost]),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function samplersFor(config: CureConfig, { onLog, logFolder }: SessionOptions): Promise<StartedSamplers | undefined> {
  if (config.sampler.command === null) return undefined
  return startSamplers(config, { logFolder: logFolder ?? null, apiKey: process.env['OPENAI_API_KEY'], readyTimeoutMs: SAMPLER_READY_TIMEOUT_MS, onLog })
}

async function handingOver({ sampler }: CureConfig, { complete, coders }: Servers, samplers: StartedSamplers | undefined, { onLog }: SessionOptions): Promise<Pick<Session, 'handOver'>> {
  if (sampler.baseUrl !== null) return openHandOver({ way: sampler.handover, servers: coders, complete, restart: samplers && (folder => samplers.restart(folder)), onLog })
  refuseHandOver(sampler.handover)
  return {}
}

interface LearnerProcess {
  readonly http: string | null
  readonly bridge: string | null
  readonly lost: Promise<CureError>
  stop(): Promise<void>
}

async function learnerFor(config: CureConfig, options: SessionOptions): Promise<LearnerProcess> {
  const { address, httpUrl, keys, engine } = config.learner
  if (address === null && keys !== null) throw new CureError('learner.keys is for a learner that runs already, and there is none; name it with learner.address.')
  if (address !== null && engine !== undefined) throw new CureError('learner.engine is for a learner that is started here, and learner.address names one that runs; leave one of them out.')
  const never = new Promise<CureError>(() => undefined)
  if (address !== null) return { http: httpUrl, bridge: address, lost: never, stop: async () => undefined }
  const needed = options.train || config.sampler.baseUrl === null
  if (!needed) return { http: null, bridge: null, lost: never, stop: async () => undefined }
  refuseUnfitEngine(config, options)
  const learner = await serveModel(config.model, options, options.train ? config.learner.engine : undefined)
  return {
    http: learner.http,
    bridge: learner.bridge,
    lost: learner.exited.then(code => new CureError(`The learner (process ${learner.pid}) ${code === null ? 'was killed (by a person, or for lack of memory)' : `ended by itself with exit code ${code}${lastWords(learner)}`}; correct that, then start again (a run with --resume).`)),
    stop: () => learner.stop(),
  }
}

function refuseUnfitEngine({ learner, sampler }: CureConfig, { train }: SessionOptions): void {
  if (!train || learner.engine?.kind !== 'deepspeed' || sampler.baseUrl !== null) return
  throw new CureError('With learner.engine deepspeed the learner only trains; name a server that samples with sampler.baseUrl.')
}

const lastWords = (learner: StartedLearner) => learner.lastLine() === '' ? '' : ` (it last said: ${learner.lastLine().replace(/\.$/, '')})`

/**
 * Starts a learner that serves a model, and trains it where that is wanted.
 *
 * @param model as `findModel` takes it
 */
export async function serveModel(model: string, { train, onLog }: SessionOptions, engine?: LearnerEngine): Promise<StartedLearner> {
  const { folder } = await findModel(model, true, { onLog })
  const command = [findPython(), '-m', 'cure_learner', 'serve', '--model', folder, '--parent-pid-watch', ...engineArguments(engine)]
  if (train) command.push('--bridge', 'tcp://127.0.0.1:0')
  // Its token is for a learner on another machine: one of our own answers this machine only, and everyone on it.
  return startLearner({ command, env: { CURE_LEARNER_TOKEN: undefined }, readyTimeoutMs: READY_TIMEOUT_MS, ...(onLog && { onLog }) })
}
