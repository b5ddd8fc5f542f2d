import { type Batch, CureError } from '@cure-ts/records'
import { checkBridgeAddress } from './address.ts'
import { batchFrames } from './batch-frames.ts'
import { LearnerLost, StepFailed } from './bridge-errors.ts'
import { readKeys } from './bridge-keys.ts'
import type { Learner, Progress, Welcome } from './learner.ts'
import { Link } from './link.ts'
import type { LearnerSettings } from './messages.ts'

/** How to reach a learner and how long to wait for it. */
export interface ConnectOptions {
  /** `tcp://HOST:PORT` or `ipc://PATH`. */
  readonly address: string
  /** Folder with the pipeline's keys, see `makeKeys`; null: nothing is encrypted, and only this machine is spoken to. */
  readonly keys: string | null
  /** The learner trains one run at a time; a run that goes on says HELLO with the same id. */
  readonly runId: string
  readonly settings: LearnerSettings
  /** Longest silence before WELCOME: a learner that loads a large model says so now and then. */
  readonly connectTimeoutMs: number
  /** Between the pings while an answer is awaited. */
  readonly heartbeatMs: number
  /** A learner that says nothing for so long, neither that it is busy nor how far it is, is lost. */
  readonly stallTimeoutMs: number
  readonly onProgress?: (progress: Progress) => void
}

/**
 * Says HELLO to a learner over ZeroMQ.
 *
 * @throws CureError where the address needs keys, nobody answers, or the learner refuses the keys or the settings
 */
export async function connectLearner(options: ConnectOptions): Promise<Learner> {
  checkBridgeAddress(options.address, { hasKeys: options.keys !== null })
  const link = new Link({ ...options, keys: options.keys === null ? null : await readKeys(options.keys) })
  try {
    const welcome = await sayHello(link, options)
    link.epoch = welcome.epoch
    return learnerBehind(link, welcome, options)
  } catch (error) {
    link.close()
    throw error
  }
}

async function sayHello(link: Link, { address, keys, settings, connectTimeoutMs }: ConnectOptions): Promise<Welcome> {
  try {
    const { type: _type, id: _id, ...welcome } = await link.request({ type: 'HELLO', settings }, [], ['WELCOME'], { limitMs: connectTimeoutMs, ping: false, resend: false })
    return welcome
  } catch (error) {
    if (!(error instanceof LearnerLost)) throw error
    throw new CureError(`No learner answers at ${address} within ${connectTimeoutMs / 1000} s; start one there, or check the address${keys === null ? '' : ' and learner.key'}.`, { cause: error })
  }
}

/** The learner refuses such a batch too; but only we know what its sequences are called. */
function refuseTooLong({ sequenceIds, cuSeqlens }: Batch, maxTokens: number): void {
  const tokens = (index: number) => cuSeqlens[index + 1]! - cuSeqlens[index]!
  const index = sequenceIds.findIndex((_, place) => tokens(place) > maxTokens)
  if (index >= 0) throw new CureError(`Sequence ${sequenceIds[index]} has ${tokens(index)} tokens, but the learner's model reads ${maxTokens}; sample less (sampling.maxProgramTokens, maxTestTokens).`)
}

function learnerBehind(link: Link, welcome: Welcome, { address, stallTimeoutMs, onProgress }: ConnectOptions): Learner {
  let step = welcome.lastCommittedStep
  const wait = { limitMs: stallTimeoutMs, ping: true, resend: false }
  return {
    welcome,
    lost: link.lost,
    async update(batch, signal) {
      refuseTooLong(batch, welcome.maxSequenceTokens)
      const { buffers, ...frames } = batchFrames(batch)
      const { phase, last, temperature } = batch
      const reply = await link.request({ type: 'BATCH', step: batch.step, phase, last, temperature, ...frames }, buffers, ['STEP_DONE', 'STEP_FAILED'], {
        ...wait,
        resend: true, // Safe: a batch that was trained on already is known by its digest.
        signal,
        onReply: progress => { if (progress.type === 'PROGRESS') onProgress?.(progress) },
      })
      if (reply.type === 'STEP_FAILED') throw new StepFailed(`The update of step ${reply.step} (${phase}) failed: ${reply.message}`, reply.retriable)
      if (last) step = batch.step
      const { metrics, policyVersion, checkpoint } = reply
      return { step: batch.step, phase, metrics, policyVersion, checkpoint }
    },
    async save(label) {
      const { path } = await link.request({ type: 'SAVE', step, label }, [], ['SAVED'], wait)
      return path
    },
    async publish() {
      if (!welcome.capabilities.includes('publish')) throw new CureError(`The learner at ${address} cannot hand its weights to other servers; let it sample itself, or use cure_learner.`)
      const { path, policyVersion, canary } = await link.request({ type: 'PUBLISH', step }, [], ['PUBLISHED'], wait)
      return { path, policyVersion, canary }
    },
    async shutdown() {
      await link.request({ type: 'SHUTDOWN' }, [], ['BYE'], wait)
    },
    close: () => link.close(),
  }
}
