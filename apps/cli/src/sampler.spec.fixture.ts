import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A sampler that lists a model and then answers every request with a status; null: with nothing at all. */
export async function startSampler(status: number | null): Promise<{ baseUrl: string, close: () => void }> {
  const server: Server = createServer((request, response) => {
    request.resume()
    if (request.url === '/v1/models') response.end('{"data": [{"id": "m"}]}')
    else if (status !== null) response.writeHead(status, { 'content-type': 'application/json' }).end('{"error": {"message": "broken"}}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close }
}
