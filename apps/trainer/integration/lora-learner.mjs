// The learner that trains adapters, in its own environment.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findPython } from '@cure-ts/pipeline'
import { connectLearner, learnerConfig, learnerSettings, startLearner } from '@cure-ts/trainer-bridge'

const root = resolve(import.meta.dirname, '../../..')
const venv = join(root, '.venv-deepspeed')

/** @param folder takes DeepSpeed's configuration */
export async function startLoraLearner({ model, rank, folder }) {
  execFileSync(findPython(), [join(root, 'apps/learner/integration/install.py')], { stdio: 'inherit' })
  const config = join(folder, 'deepspeed.json')
  writeFileSync(config, JSON.stringify({ zero_optimization: { stage: 0 } }))
  const start = () => startLearner({
    command: [
      join(venv, 'bin', 'python'), '-m', 'cure_learner', 'serve', '--model', model, '--bridge', 'tcp://127.0.0.1:0', '--parent-pid-watch',
      '--engine', 'deepspeed', '--deepspeed-config', config, '--lora-rank', String(rank),
    ],
    env: { PYTHONPATH: join(root, 'apps/learner/src'), PATH: `${join(venv, 'bin')}:${process.env.PATH}`, TORCH_EXTENSIONS_DIR: process.env.TORCH_EXTENSIONS_DIR ?? join(venv, 'extensions') },
    readyTimeoutMs: 300_000,
  })
  await compile(await start())
  return start()
}

/** DeepSpeed compiles itself when a run first begins, for longer than a training waits for its learner. */
async function compile(learner) {
  try {
    const settings = learnerSettings(learnerConfig.parse({ preset: 'modern' }), { seed: 1, checkpointDir: null, resume: false, policyLag: 0 })
    const connected = await connectLearner({ address: learner.bridge, keys: null, runId: 'compile', settings, connectTimeoutMs: 1_200_000, heartbeatMs: 2000, stallTimeoutMs: 60_000 })
    connected.close()
  } finally {
    await learner.stop()
  }
}
