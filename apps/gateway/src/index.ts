export { type Gateway, startGateway } from './gateway.ts'
export { gatewayConfig, type GatewayConfig } from './gateway-config.ts'
export { passThrough } from './pass-through.ts'
export { serveCommand } from './serve-command.ts'
