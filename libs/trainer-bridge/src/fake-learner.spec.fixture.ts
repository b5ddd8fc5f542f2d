import { setTimeout as sleep } from 'node:timers/promises'
import { Router, type SocketOptions } from 'zeromq'
import { replyFrames, requestFrames } from './frames.ts'
import type { Reply, Request } from './messages.ts'

/** A reply without the fields that the fake fills in. */
export type Said<R = Reply> = R extends Reply ? Omit<R, 'id' | 'epoch'> & { epoch?: string, id?: string } : never

/** Answers one request, by what it returns or, also later, by `say`. */
export type Behaviour = (request: Request, say: (...said: Said[]) => void, buffers: readonly Uint8Array[]) => Said[] | undefined

const welcome: Said = {
  type: 'WELCOME',
  protocol: 1,
  learner: { name: 'fake', version: '0' },
  capabilities: ['publish'],
  modelHash: 'm',
  tokenizerHash: 't',
  vocabSize: 10,
  maxSequenceTokens: 100,
  lastCommittedStep: 0,
  policyVersion: 0,
  device: 'cpu',
}

/** STEP_DONE for a BATCH. */
export const stepDone = (request: Request): Said => {
  if (request.type !== 'BATCH') throw new Error(`${request.type} is no BATCH`)
  return { type: 'STEP_DONE', step: request.step, phase: request.phase, metrics: { loss: 0.5 }, policyVersion: request.step, checkpoint: '/c' }
}

export const accepted = (request: Request): Said => {
  if (request.type !== 'BATCH') throw new Error(`${request.type} is no BATCH`)
  return { type: 'ACCEPTED', step: request.step, phase: request.phase, digest: request.digest }
}

export const pong = (busy: boolean): Said => ({ type: 'PONG', busy, step: 0, policyVersion: 0 })

/** A ROUTER that says WELCOME and behaves as told after that, while `use` runs; `requests` fills with what came. */
export async function withFakeLearner(
  behaviour: Behaviour,
  use: (fake: { address: string, requests: Request[], sendRaw: (...frames: (Uint8Array | string)[]) => Promise<void> }) => Promise<void>,
  { beforeWelcome, welcomeAfterMs = 0, ...security }: SocketOptions<Router> & { beforeWelcome?: (say: (...said: Said[]) => void) => void, welcomeAfterMs?: number } = {},
): Promise<void> {
  const socket = new Router({ linger: 0, ...security })
  await socket.bind('tcp://127.0.0.1:0')
  const requests: Request[] = []
  let peer: Uint8Array = Buffer.alloc(0)
  let sending = Promise.resolve()
  const send = (frames: (Uint8Array | string)[]) => {
    sending = sending.then(() => socket.send([peer, ...frames])).catch(() => undefined) // The test is over.
    return sending
  }
  const serve = async () => {
    for await (const [identity, ...frames] of socket) {
      peer = identity!
      const { message, buffers } = requestFrames.decode(frames)
      requests.push(message)
      const say = (...replies: Said[]) => {
        for (const said of replies) void send(replyFrames.encode({ message: { id: message.id, epoch: 'e1', ...said }, buffers: [] }))
      }
      if (message.type === 'HELLO') {
        beforeWelcome?.(say)
        void sleep(welcomeAfterMs).then(() => say(welcome))
      } else {
        say(...behaviour(message, say, buffers) ?? [])
      }
    }
  }
  const served = serve()
  try {
    await use({ address: socket.lastEndpoint!, requests, sendRaw: (...frames) => send(frames) })
  } finally {
    await sending
    socket.close()
    await served
  }
}
