import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import PQueue from 'p-queue'
import { CureError, decoder, RecordError } from '@cure-ts/records'
import type { RunTable } from '@cure-ts/sandbox'
import { isLoopback, listenAt, refusalOf } from '@cure-ts/trainer'
import { readRemoteReward, remoteRewards } from './remote-reward.ts'
import { readRunCode, runCode } from './run-code.ts'
import { ScoreJob, type ScoreResult } from './score-records.ts'

export interface ScoreServerOptions {
  readonly host: string
  readonly port: number
  /** Null: this machine only. */
  readonly token: string | null
  /** Requests worked on at once. */
  readonly atOnce: number
  /** Requests that may wait beside these; more are told to come back. */
  readonly waiting: number
  readonly score: (job: ScoreJob, place: string, signal: AbortSignal) => Promise<ScoreResult>
  /** Of a sandbox that keeps outputs. */
  readonly run: RunTable
  readonly log: (line: string) => void
}

export interface ScoreServer {
  readonly url: string
  close(): Promise<void>
}

const bodyLimit = 64 * 2 ** 20
const decodeJob = decoder(ScoreJob)

const refusals = {
  'not-loopback': { status: 403, message: 'This server has no token and answers its own machine only; set one in CURE_SCORE_TOKEN.' },
  'wrong-token': { status: 401, message: 'The token is missing or wrong; send Authorization: Bearer and the token.' },
}

/**
 * Serves `POST /score` (a {@link ScoreJob}), `POST /get_reward` (OpenRLHF's remote reward model), `POST /run` and `/run_code` (SandboxFusion's) and `GET /health`.
 *
 * @throws CureError where the address cannot be had, or others would reach it without a token
 */
export async function startScoreServer(options: ScoreServerOptions): Promise<ScoreServer> {
  const { host, port, token, atOnce, waiting, score, run, log } = options
  if (token === null && !isLoopback(host)) throw new CureError(`--host ${host} lets others run programs here; set a token in CURE_SCORE_TOKEN.`)
  const queue = new PQueue({ concurrency: atOnce })
  const closing = new AbortController()
  const app = fastify({ forceCloseConnections: true, bodyLimit })
  app.removeContentTypeParser('text/plain') // A page of another site may send it unasked.

  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf({ ip: request.ip, hostname: request.hostname, authorization: request.headers.authorization }, token)
    if (refusal !== null) await reply.status(refusals[refusal].status).send({ error: refusals[refusal].message })
  })
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as { statusCode?: number, message: string }
    if (error instanceof RecordError) return reply.status(422).send({ error: message, detail: [{ loc: ['body', ...error.field.split('.')], msg: message, type: 'value_error' }] })
    if (statusCode < 500) return reply.status(statusCode).send({ error: message })
    if (!reply.raw.destroyed) log(message)
    return reply.status(500).send({ error: 'This server failed; its log says how.' })
  })

  /** One place in the queue for each request; it ends when its client leaves or the server closes. */
  const inTurn = async <T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T | FastifyReply> => {
    if (queue.pending >= atOnce && queue.size >= waiting) return reply.status(429).header('retry-after', '1').send({ error: `${waiting} requests wait already; ask again later.` })
    const gone = new AbortController()
    const end = () => gone.abort(closing.signal.reason)
    closing.signal.addEventListener('abort', end, { once: true })
    reply.raw.once('close', () => gone.abort(new Error('The client closed the connection.')))
    try {
      return await queue.add(() => work(gone.signal), { signal: gone.signal })
    } finally {
      closing.signal.removeEventListener('abort', end)
    }
  }

  app.get('/health', () => ({ status: 'ok', running: queue.pending, waiting: queue.size }))
  app.post('/score', async (request, reply) => {
    const job = decodeJob(request.body, 'The request')
    return inTurn(reply, signal => score(job, 'The request', signal))
  })
  app.post('/get_reward', async (request, reply) => {
    const { jobs, places } = readRemoteReward(request.body)
    return inTurn(reply, async signal => remoteRewards(await Promise.all(jobs.map((job, index) => score(job, `The request: task ${index + 1}`, signal))), places))
  })
  const answerRun = async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = readRunCode(request.body)
    return inTurn(reply, signal => runCode(asked, run, signal))
  }
  for (const path of ['/run', '/run_code']) app.post(path, answerRun)

  return {
    url: await listenAt(app, host, port, '--host or --serve'),
    close: async () => {
      closing.abort(new Error('The server is closing.'))
      await app.close()
    },
  }
}
