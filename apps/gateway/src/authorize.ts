import { type Asker, refusalOf } from '@cure-ts/trainer'
import type { GatewayConfig } from './gateway-config.ts'
import { GatewayError } from './gateway-error.ts'

/** @throws GatewayError where a request is not let through ({@link refusalOf}) */
export function authorize(asker: Asker, { token }: Pick<GatewayConfig, 'token'>): void {
  switch (refusalOf(asker, token)) {
    case 'not-loopback':
      throw new GatewayError(403, 'not_loopback', 'The gateway has no token and answers this machine only; set one in CURE_GATEWAY_TOKEN.')
    case 'wrong-token':
      throw new GatewayError(401, 'invalid_api_key', 'The API key is missing or not the gateway\'s token.')
    case null:
  }
}
