import { type APIError, OpenAI } from 'openai'
import { agenticConfig, type AgenticConfig, type Ask, type Ports } from '@cure-ts/agentic'
import { type Gateway, startGateway } from './gateway.ts'
import { type GatewayConfig, gatewayConfig } from './gateway-config.ts'
import type { PassThrough } from './pass-through.ts'

export const program = (prints: string) => `It prints ${prints}.\n\`\`\`python\n${prints}\n\`\`\``
const unitTest = (output: string) => `**Test Input:**\n\`\`\`\nx\n\`\`\`\n**Test Output:**\n\`\`\`\n${output}\n\`\`\``

/** A coder whose programs print 1 or 42, and a tester who knows that 42 is right. A prompt has five tokens, an answer ten. */
export const ask: Ask = async ({ role, n }) => Array.from({ length: n }, (_, index) => ({
  text: role === 'tester' ? unitTest('42') : program(index === 0 ? '1' : '42'), promptTokens: 5, tokens: 10,
}))

/** A program is what it prints. */
export const run: Ports['run'] = async ({ programs, tests }) => ({
  verdicts: programs.map(code => tests.map(({ output }) => code === null ? 'unreadable' as const : code === output ? 'passed' as const : 'wrong-output' as const)),
  cpuMs: programs.map(() => tests.map(() => null)),
  outputs: programs.map(code => tests.map(() => code)),
  execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
})

const echo: PassThrough = async ({ messages }) => ({ text: `You said: ${messages.at(-1)!.content}\nGood bye.`, finishReason: 'stop', promptTokens: 3, tokens: 4, cure: { selected: false, calls: 1, cost: 0 } })

export const never = () => new Promise<never>(() => undefined)

interface Settings {
  readonly config?: Partial<GatewayConfig>
  readonly agentic?: Partial<AgenticConfig>
  readonly ports?: Partial<Ports>
  readonly passThrough?: PassThrough
}

export function gatewayOf({ config, agentic, ports, passThrough = echo }: Settings, log: string[] = []): Promise<Gateway> {
  return startGateway(gatewayConfig.parse({ port: 0, ...config }), {
    agentic: agenticConfig.parse({ programs: 3, tests: 2, ...agentic }), ports: { ask, run, ...ports }, passThrough, log: line => log.push(line),
  })
}

/** Runs `use` with a gateway, and ends it. */
export async function withGateway(settings: Settings, use: (gateway: Gateway, log: readonly string[]) => Promise<void>): Promise<void> {
  const log: string[] = []
  const gateway = await gatewayOf(settings, log)
  try {
    await use(gateway, log)
  } finally {
    await gateway.close()
  }
}

export const question = 'Print the answer.'
export const messages = [{ role: 'user' as const, content: question }]
export const client = (url: string, apiKey = 'none') => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 })
export const chat = (url: string, content = question) => client(url).chat.completions.create({ model: 'cure', messages: [{ role: 'user', content }] })
export const refusal = (answer: PromiseLike<unknown>) => Promise.resolve(answer).then(() => { throw new Error('It was answered.') }, (error: unknown) => error as APIError)
export const post = (url: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => fetch(`${url}/v1/chat/completions`, { method: 'POST', body, headers })
