import { z } from 'zod'

/** What people can set of the gateway itself. */
export const gatewayConfig = z.strictObject({
  host: z.string().default('127.0.0.1').describe('Address to listen on; one that others reach needs a token'),
  port: z.int().min(0).max(65535).default(8421).describe('Port to listen on; 0: any'),
  token: z.string().min(16).nullable().default(null).describe('What a client has to send as its API key; null: clients of this machine need none, and others are refused'),
  requestsAtOnce: z.int().positive().default(4).describe('Requests worked on at once'),
  waitingRequests: z.int().nonnegative().default(64).describe('Requests that may wait beside these; more are told to come back (429)'),
})
export type GatewayConfig = z.infer<typeof gatewayConfig>
