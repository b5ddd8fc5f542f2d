import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { CureError } from '@cure-ts/records'
import { isLoopback, listenAt } from '@cure-ts/trainer'
import { authorize } from './authorize.ts'
import type { GatewayConfig } from './gateway-config.ts'
import { GatewayError } from './gateway-error.ts'
import { createMetrics } from './metrics.ts'
import { type Kind, readRequest } from './read-request.ts'
import { eventsOf, replyOf } from './reply.ts'
import { type DeskParts, models, RequestDesk } from './request-desk.ts'

export interface Gateway {
  /** Without the version, e.g. `http://127.0.0.1:8421`. */
  readonly url: string
  /** Ends what is under way with an error that says so, then every connection. */
  close(): Promise<void>
}

/**
 * Serves `/v1/chat/completions`, `/v1/completions`, `/v1/models`, `/health` and `/metrics`.
 *
 * @throws CureError where the address cannot be had, or others would reach it without a token
 */
export async function startGateway(config: GatewayConfig, parts: Omit<DeskParts, 'limits'>): Promise<Gateway> {
  const { host, port, token } = config
  if (token === null && !isLoopback(host)) throw new CureError(`--host ${host} lets others reach the gateway; set a token in CURE_GATEWAY_TOKEN, which clients send as their API key.`)
  const desk = new RequestDesk({ ...parts, limits: config })
  const metrics = createMetrics(() => desk.load)
  const app = fastify({ forceCloseConnections: true })
  app.removeContentTypeParser('text/plain') // A page of another site may send it unasked.

  app.addHook('onRequest', async request => {
    if (request.routeOptions.url !== '/health') authorize({ ip: request.ip, hostname: request.hostname, authorization: request.headers.authorization }, config)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (request.method === 'POST') metrics.ended(reply.statusCode, reply.elapsedTime / 1000)
  })
  app.setNotFoundHandler(async (request, reply) => send(reply, new GatewayError(404, 'unknown_url', `${request.method} ${request.url} is not served; there are POST /v1/chat/completions and /v1/completions, GET /v1/models, /health and /metrics.`)))
  app.setErrorHandler((error, _request, reply) => send(reply, told(error, parts.log)))

  app.get('/health', () => ({ status: 'ok', ...desk.load }))
  app.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()))
  app.get('/v1/models', () => ({ object: 'list', data: models.map(id => ({ id, object: 'model', created: 0, owned_by: 'cure-ts' })) }))
  const answer = (kind: Kind) => async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = readRequest(kind, request.body)
    const given = await desk.answer(asked, leaving(reply))
    metrics.answered(given)
    return asked.stream ? reply.type('text/event-stream').header('cache-control', 'no-cache').send(eventsOf(asked, given).join('')) : replyOf(asked, given)
  }
  app.post('/v1/chat/completions', answer('chat'))
  app.post('/v1/completions', answer('completion'))

  return {
    url: await listenAt(app, host, port, '--host or --port'),
    close: async () => {
      await desk.close()
      await app.close()
    },
  }
}

/** Aborted when the client closes the connection before it has its answer. */
function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new GatewayError(499, 'client_left', 'The client closed the connection.'))
  })
  return controller.signal
}

function send(reply: FastifyReply, error: GatewayError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
  return reply.status(error.status).send(error.body)
}

/** The web server's own refusals (no JSON, too large) in OpenAI's form; what else comes here is a fault of ours. */
function told(error: unknown, log: (line: string) => void): GatewayError {
  if (error instanceof GatewayError) return error
  const { statusCode, message } = error as { statusCode?: number, message: string }
  if (statusCode !== undefined && statusCode < 500) return new GatewayError(statusCode, 'invalid_request', message)
  log(`Unexpected fault, please report it: ${message}`)
  return new GatewayError(500, 'internal', 'The gateway failed; its log says how.')
}
