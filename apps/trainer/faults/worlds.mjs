// What a run has around it: its own learner, one that runs already, one of two processes, servers that sample.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPython } from '@cure-ts/pipeline'
import { startLearner } from '@cure-ts/trainer-bridge'
import { freePort } from '../free-port.mjs'
import { startProxy } from './proxy.mjs'
import { configOf, environment, pocket, root } from './training.mjs'

const readyTimeoutMs = 600_000
const deepspeedVenv = join(root, '.venv-deepspeed')

/**
 * Each makes a world for a run in a folder: `config`, `env` for the training, and `close`. `baseline` names the undisturbed run that
 * results have to equal; `lacking` says why a world cannot be made on this machine.
 */
export const worlds = {
  'own learner': { baseline: 'own learner', make: async () => ({ config: configOf(), close: async () => undefined }) },
  'running learner': { baseline: 'own learner', make: withRunningLearner },
  'started sampler': { baseline: 'running sampler', make: withStartedSampler },
  'running sampler': { baseline: 'running sampler', make: withRunningSampler },
  'two ranks': {
    baseline: 'two ranks',
    lacking: existsSync(join(deepspeedVenv, '.ready')) ? undefined : 'DeepSpeed is not installed here; npx nx run learner:integration-deepspeed installs it',
    make: withTwoRanks,
  },
}

/** The learner is told its ports, so that another one can take its place; the pipeline reaches its bridge through a proxy. */
async function withRunningLearner(folder, moment) {
  const [bridge, http] = [await freePort(), await freePort()]
  const proxy = await startProxy(bridge)
  const start = at => startLearner({
    command: [findPython(), '-m', 'cure_learner', 'serve', '--model', pocket, '--bridge', `tcp://127.0.0.1:${bridge}`, '--http', `127.0.0.1:${http}`, '--parent-pid-watch'],
    env: environment(folder, at),
    readyTimeoutMs,
  })
  let learner
  const world = {
    config: configOf({ learner: { address: `tcp://127.0.0.1:${proxy.port}`, httpUrl: `http://127.0.0.1:${http}` }, sampler: { model: 'pocket' } }),
    proxy,
    startServer: async () => { learner = await start() },
    serverPid: () => learner.pid,
    close: async () => {
      proxy.close()
      await learner?.stop()
    },
  }
  if (moment !== null) learner = await start(moment)
  return world
}

/** Like the one that runs already it is one of our learners, so that it answers with tokens; its weights stay as they are. */
async function withStartedSampler() {
  const port = await freePort()
  return {
    config: configOf({ sampler: { baseUrl: `http://127.0.0.1:${port}/v1`, command: samplerCommand('{model}', '{port}') } }),
    close: async () => undefined,
  }
}

const samplerCommand = (model, port) => [findPython(), '-m', 'cure_learner', 'serve', '--model', model, '--http', `127.0.0.1:${port}`, '--threads', '1']

async function withRunningSampler(folder) {
  const port = await freePort()
  const start = () => startLearner({
    command: [...samplerCommand(pocket, port), '--parent-pid-watch'],
    env: environment(folder),
    readyTimeoutMs,
  })
  let server = await start()
  return {
    config: configOf({ sampler: { baseUrl: `http://127.0.0.1:${port}/v1` }, sampling: { retries: 12 } }),
    startServer: async () => { server = await start() },
    serverPid: () => server.pid,
    close: () => server.stop(),
  }
}

async function withTwoRanks(folder) {
  const sampler = await withRunningSampler(folder)
  mkdirSync(folder, { recursive: true })
  const deepspeedConfig = join(folder, 'deepspeed.json')
  writeFileSync(deepspeedConfig, JSON.stringify({ zero_optimization: { stage: 2 } }))
  return {
    ...sampler,
    config: configOf({ sampler: sampler.config.sampler, learner: { engine: { kind: 'deepspeed', deepspeedConfig, processes: 2 } } }),
    env: {
      CURE_PYTHON: join(deepspeedVenv, 'bin', 'python'),
      PATH: `${join(deepspeedVenv, 'bin')}:${process.env.PATH}`,
      TORCH_EXTENSIONS_DIR: process.env.TORCH_EXTENSIONS_DIR ?? join(deepspeedVenv, 'extensions'),
      OMP_NUM_THREADS: '1',
    },
  }
}
