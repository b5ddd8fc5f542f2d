import { Command } from 'commander'
import { addAgenticFlags, type AgenticFlags, agenticOf, coderFlag, openAgent, pipelineFlag, ruleFlag, testerFlag, whileLearnerLives, withCoder, withTester } from '@cure-ts/cli'
import { CureError } from '@cure-ts/records'
import { addSettings, flagsOf, resolveConfig, stopOnSignal, untilAborted } from '@cure-ts/trainer'
import { startGateway } from './gateway.ts'
import { type GatewayConfig, gatewayConfig } from './gateway-config.ts'
import { passThrough } from './pass-through.ts'

const sections = ['', 'sampler', 'sampling', 'sandbox']

interface ServeFlags extends AgenticFlags {
  readonly config?: string
  readonly coder?: string
  readonly tester?: string
  readonly host?: string
  readonly port?: string
  readonly requestsAtOnce?: string
  readonly waitingRequests?: string
}

/** The gateway as a command: the models and the sandbox that the configuration names, behind an OpenAI-compatible address. */
export const serveCommand = addAgenticFlags(addSettings(new Command('serve'), sections))
  .description('Serve an OpenAI-compatible address that answers coding questions with the program that sampled tests choose')
  .addOption(pipelineFlag())
  .addOption(ruleFlag())
  .addOption(coderFlag())
  .addOption(testerFlag())
  .option('--host <address>', 'address to listen on; one that others reach needs a token in CURE_GATEWAY_TOKEN [127.0.0.1]')
  .option('--port <number>', 'port to listen on; 0: any [8421]')
  .option('--requests-at-once <number>', 'requests worked on at once [4]')
  .option('--waiting-requests <number>', 'requests that may wait beside these; more are told to come back [64]')
  .action(async (_options, command: Command) => {
    const flags = command.opts<ServeFlags>()
    const own = ownConfig(flags)
    const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: withCoder(flagsOf(command, sections), flags.coder), tasksAreOptional: true })
    const log = (line: string) => { process.stderr.write(`${line}\n`) }
    const stop = stopOnSignal()
    await withTester(config, flags.tester ?? null, async tested => {
      const agentic = agenticOf(tested, flags)
      const { session, ports, chatTemplate } = await openAgent(tested, flags.prompts)
      await whileLearnerLives(session, async () => {
        const gateway = await startGateway(own, { agentic, ports, passThrough: passThrough(session.complete, chatTemplate, agentic), log })
        try {
          process.stdout.write(`OpenAI-compatible address: ${gateway.url}/v1 (health at ${gateway.url}/health, metrics at ${gateway.url}/metrics); Ctrl-C ends it.\n`)
          await untilAborted(stop)
        } finally {
          await gateway.close()
        }
      })
    })
  })

function ownConfig({ host, port, requestsAtOnce, waitingRequests }: ServeFlags): GatewayConfig {
  const number = (text: string | undefined) => text === undefined ? undefined : Number(text)
  const parsed = gatewayConfig.safeParse({ host, port: number(port), requestsAtOnce: number(requestsAtOnce), waitingRequests: number(waitingRequests), token: process.env['CURE_GATEWAY_TOKEN'] })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new CureError(`The gateway's ${issue!.path.join('.')}: ${issue!.message}; correct its flag, or for the token CURE_GATEWAY_TOKEN.`)
}
