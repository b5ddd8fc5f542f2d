import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { lastValueFrom, tap } from 'rxjs'
import { CureError } from '@cure-ts/records'
import { checkSamplers, type CureConfig, RunFolder } from '@cure-ts/pipeline'
import { createSandbox } from '@cure-ts/sandbox'
import { addSettings, flagsOf } from './config/command-settings.ts'
import type { Values } from './config/layers.ts'
import { resolveConfig } from './config/resolve-config.ts'
import type { EventServer } from './event-server.ts'
import { prepareTraining, runTraining } from './run-training.ts'
import { stopOnSignal, untilAborted } from './stop-on-signal.ts'
import { tensorboardWriter } from './tensorboard/tensorboard-writer.ts'
import { createRunView, type RunView } from './view/run-view.ts'
import { type WandbWriter, wandbWriter } from './wandb/wandb-writer.ts'

interface TrainFlags {
  readonly config?: string
  readonly resume?: string
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly exit?: boolean
}

/** `cure train`, and with `serve` the trainer service: the same run with `/health`, `/metrics` and `/events` beside it. */
export function trainCommand({ serve }: { readonly serve: boolean }): Command {
  const command = new Command(serve ? 'serve' : 'train')
    .description('Train a model as coder and tester by the CURE loop')
    .option('--resume <run>', 'continue the run in this folder')
    .option('--dry-run', 'check the configuration, the model, the tasks, the stages, the sandbox and servers that run already, and train nothing')
    .option('--json', 'an event a line on standard output')
  if (serve) command.option('--exit', 'end after the run; else stay up until Ctrl-C')
  const sections = ['', 'sampler', 'sampling', 'sandbox', 'rewards', 'learner', 'evaluation', 'stages', ...serve ? ['server'] : []]
  addSettings(command, sections)
  return command.action(async () => {
    const flags = command.opts<TrainFlags>()
    const { config, runPath } = await effectiveRun(flags, flagsOf(command, sections))
    if (flags.dryRun === true) return dryRun(config, runPath, flags.resume !== undefined)
    const server = serve ? await serveEvents(config.server.port) : undefined
    const kind = flags.json === true ? 'json' : process.stdout.isTTY ? 'terminal' : 'plain'
    const view = createRunView(kind, config.steps)
    const stop = stopOnSignal(() => view.activity({ what: 'stopping (Ctrl-C again: at once)' }))
    if (server !== undefined) view.log(`Events at ${server.url}/events, metrics at ${server.url}/metrics`)
    const wandb = wandbWriter(runPath, process.env, line => view.log(line))
    try {
      await watchRun(config, runPath, flags.resume !== undefined, stop, view, server, wandb)
      view.end(runPath, await new RunFolder(runPath).readEvaluations())
      if (server !== undefined && flags.exit !== true) await stayUp(server, stop, view)
    } finally {
      await wandb.close()
      view.close()
      await server?.close()
    }
  })
}

/** Loaded only here: a web server would cost every other command a quarter of its start. */
async function serveEvents(port: number): Promise<EventServer> {
  const { startEventServer } = await import('./event-server.ts')
  return startEventServer(port)
}

async function effectiveRun(flags: TrainFlags, given: ReadonlyMap<string, string>): Promise<{ config: CureConfig, runPath: string }> {
  const resumed = flags.resume === undefined ? undefined : await new RunFolder(resolve(flags.resume)).readConfig() as Values
  const { config } = await resolveConfig({ file: flags.config, env: process.env, flags: given, resumed })
  const runPath = flags.resume ?? config.run ?? join('runs', new Date().toISOString().slice(0, 19).replaceAll(':', '-'))
  return { config, runPath: resolve(runPath) }
}

async function dryRun(config: CureConfig, runPath: string, resume: boolean): Promise<void> {
  const { tasks, heldOut, validation } = await prepareTraining(config, runPath, resume)
  const sandbox = createSandbox(config.sandbox)
  if (config.stages.sandbox === undefined) await sandbox.check()
  await sandbox.close()
  const samplers = await checkSamplers(config)
  process.stdout.write(`The configuration is right: ${tasks.length} training, ${heldOut.length} held-out and ${validation.length} validation tasks, ${config.steps} steps of ${config.tasksPerStep} tasks.\n`)
  if (samplers !== null) process.stdout.write(`${samplers}\n`)
}

async function watchRun(config: CureConfig, runPath: string, resume: boolean, stop: AbortSignal, view: RunView, server: EventServer | undefined, wandb: WandbWriter): Promise<void> {
  const onLog = (line: string) => view.log(line)
  const writeTensorboard = tensorboardWriter(join(runPath, 'tensorboard'), onLog)
  const events = runTraining(config, runPath, {
    resume,
    signal: stop,
    onLog,
    onActivity: activity => {
      view.activity(activity)
      server?.setState(activity.what)
    },
  }).pipe(tap(event => {
    view.event(event)
    server?.publish(event)
    writeTensorboard(event)
    wandb.write(event)
  }))
  await lastValueFrom(events, { defaultValue: null })
  if (stop.aborted) throw new CureError(`Stopped; continue with --resume ${runPath}.`)
}

async function stayUp(server: EventServer, stop: AbortSignal, view: RunView): Promise<void> {
  server.setState('done')
  view.log('The run is done; Ctrl-C ends the trainer.')
  await untilAborted(stop)
}
