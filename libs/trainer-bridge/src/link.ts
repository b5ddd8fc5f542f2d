import { randomUUID } from 'node:crypto'
import { Dealer } from 'zeromq'
import { CureError } from '@cure-ts/records'
import { LearnerLost, LearnerRefused } from './bridge-errors.ts'
import type { BridgeKeys } from './bridge-keys.ts'
import { replyFrames, requestFrames } from './frames.ts'
import type { Reply, ReplyOf, Request } from './messages.ts'

/** A request without the fields that the link fills in. */
type Body<R = Request> = R extends Request ? Omit<R, 'id' | 'runId' | 'epoch'> : never

/** How to wait for an answer. */
export interface Wait {
  /** Silence that is taken for the learner's loss, in milliseconds. */
  readonly limitMs: number
  /** Whether the learner is asked meanwhile if it is alive and busy. */
  readonly ping: boolean
  /** Whether to send the request again when the learner is idle without having answered: it or its answer got lost. */
  readonly resend: boolean
  readonly signal?: AbortSignal
  readonly onReply?: (reply: Reply) => void
}

interface Pending {
  readonly onReply: (reply: Reply) => void
  readonly reject: (error: unknown) => void
}

/**
 * One DEALER socket to a learner: requests out, replies back by id. Each waiting request has its own heartbeat: every
 * `heartbeatMs` a PING, whose PONG says whether the learner is at work on something.
 */
export class Link {
  readonly lost: Promise<CureError>
  /** From WELCOME; what carries another epoch is for another life of the learner. */
  epoch = ''
  readonly #socket: Dealer
  readonly #options: { readonly address: string, readonly keys: BridgeKeys | null, readonly runId: string, readonly heartbeatMs: number }
  readonly #prefix = randomUUID()
  readonly #pending = new Map<string, Pending>()
  #count = 0
  #sending: Promise<unknown> = Promise.resolve()
  #lostBy: CureError | undefined
  #tellLost!: (error: CureError) => void

  constructor(options: { address: string, keys: BridgeKeys | null, runId: string, heartbeatMs: number }) {
    this.#options = options
    this.lost = new Promise(resolve => { this.#tellLost = resolve })
    this.#socket = new Dealer({
      linger: 0,
      maxMessageSize: 16 << 20,
      heartbeatInterval: 5000,
      heartbeatTimeout: 15_000,
      ...options.keys,
    })
    void this.#watchHandshakes()
    this.#socket.connect(options.address)
    void this.#receive()
  }

  /**
   * Sends a request and waits for a reply of one of the types in `finals`; its replies of other types are progress.
   *
   * @throws LearnerRefused, LearnerLost; the signal's reason on abort
   */
  request<T extends Reply['type']>(body: Body, buffers: readonly Uint8Array[], finals: readonly T[], wait: Wait): Promise<ReplyOf<T>> {
    if (this.#lostBy !== undefined) return Promise.reject(this.#lostBy)
    const id = this.#nextId()
    const send = () => this.#send({ ...body, id, runId: this.#options.runId, epoch: this.epoch }, buffers)
    return new Promise<ReplyOf<T>>((resolve, reject) => {
      const beatMs = Math.min(this.#options.heartbeatMs, wait.limitMs)
      let silentMs = 0
      const beat = setInterval(() => {
        // Beats are counted, not wall time: after the machine slept, or our own loop was blocked, answers are still to be read.
        silentMs += beatMs
        if (silentMs >= wait.limitMs) return this.#lose(new LearnerLost(`The learner at ${this.#options.address} did not answer ${body.type} for ${wait.limitMs / 1000} s; look whether it runs, and resume.`))
        if (wait.ping) this.#ping(id, pong => {
          if (pong.busy) silentMs = 0
          else if (wait.resend) send()
        })
      }, beatMs)
      const end = () => {
        clearInterval(beat)
        this.#pending.delete(id)
        this.#pending.delete(pingId(id))
        wait.signal?.removeEventListener('abort', abort)
      }
      const fail = (error: unknown) => {
        end()
        reject(error)
      }
      const abort = () => fail(wait.signal?.reason)
      this.#pending.set(id, {
        reject: fail,
        onReply: reply => {
          silentMs = 0
          if (!isOneOf(finals, reply)) return wait.onReply?.(reply)
          end()
          resolve(reply)
        },
      })
      if (wait.signal?.aborted === true) return abort()
      wait.signal?.addEventListener('abort', abort)
      send()
    })
  }

  /** What still waits is rejected; the learner lives on. */
  close(): void {
    this.#rejectAll(new LearnerLost(`The connection to the learner at ${this.#options.address} was closed; connect again.`))
    this.#socket.close()
  }

  #nextId(): string {
    this.#count += 1
    return `${this.#prefix}-${this.#count}`
  }

  #ping(id: string, onPong: (pong: ReplyOf<'PONG'>) => void): void {
    this.#pending.set(pingId(id), {
      reject: () => undefined, // The request that it is for is told.
      onReply: reply => { if (reply.type === 'PONG') onPong(reply) },
    })
    this.#send({ type: 'PING', id: pingId(id), runId: this.#options.runId, epoch: this.epoch }, [])
  }

  /** ZeroMQ takes one send at a time. */
  #send(message: Request, buffers: readonly Uint8Array[]): void {
    const frames = requestFrames.encode({ message, buffers })
    this.#sending = this.#sending
      .then(() => this.#socket.send(frames))
      .catch((error: Error) => this.#lose(new LearnerLost(`Nothing can be sent to the learner at ${this.#options.address} (${error.message}); connect again.`, { cause: error })))
  }

  async #receive(): Promise<void> {
    try {
      for await (const frames of this.#socket) this.#dispatch(replyFrames.decode(frames).message)
    } catch (error) {
      this.#lose(error instanceof CureError ? error : new LearnerLost(`Nothing can be received from the learner at ${this.#options.address} (${(error as Error).message}); connect again.`, { cause: error }))
    }
  }

  /** What is said in a handshake is final. One that ends without a word may be a learner's that only starts. */
  async #watchHandshakes(): Promise<void> {
    const whys: Partial<Record<string, string>> = {
      'handshake:error:auth': 'it does not know our key; put pipeline.key into its folder allowed, and start it again',
      'handshake:error:protocol': this.#options.keys === null ? 'it asks for keys; name them with learner.keys' : 'it is a learner without keys; start it with --keys',
    }
    for await (const { type } of this.#socket.events) {
      const why = whys[type]
      if (why !== undefined) this.#lose(new LearnerRefused('KEYS', `The learner at ${this.#options.address} refuses the connection: ${why}.`))
    }
  }

  #dispatch(reply: Reply): void {
    if (reply.type === 'ERROR') return this.#refuse(reply)
    // The answers to HELLO are where the epoch comes from.
    if (reply.type !== 'WELCOME' && reply.type !== 'STARTING' && reply.epoch !== this.epoch) return
    this.#pending.get(reply.id)?.onReply(reply)
  }

  #refuse({ id, code, message }: ReplyOf<'ERROR'>): void {
    const error = new LearnerRefused(code, `The learner at ${this.#options.address} refuses: ${message}`)
    // An error without an id is about something that the learner could not even read, and FENCED about all that we know of it.
    if (code === 'FENCED' || id === '') return this.#lose(error)
    this.#pending.get(id)?.reject(error)
  }

  #lose(error: CureError): void {
    this.#lostBy ??= error
    this.#tellLost(error)
    this.#rejectAll(error)
  }

  #rejectAll(error: CureError): void {
    for (const pending of this.#pending.values()) pending.reject(error)
  }
}

function isOneOf<T extends Reply['type']>(types: readonly T[], reply: Reply): reply is ReplyOf<T> {
  return (types as readonly string[]).includes(reply.type)
}

/** One ping for each waiting request: its answer is not taken for one to an earlier request. */
function pingId(id: string): string {
  return `${id}-ping`
}
