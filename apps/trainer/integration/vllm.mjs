// Training with the real vLLM: weights change in it after every step, by reloading, by adapters and by starting it again, and what it then
// samples is scored with the learner's weights. The pocket model and SmolLM2, float32, on a CPU; 15 to 40 minutes. npx nx run trainer:integration-vllm
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findModel, findPython, RunFolder } from '@cure-ts/pipeline'
import { freePort } from '../free-port.mjs'
import { installVllm, vllm } from './install-vllm.mjs'
import { startLoraLearner } from './lora-learner.mjs'

const root = resolve(import.meta.dirname, '../../..')
const pocket = join(root, 'models', 'pocket')
const folder = mkdtempSync(join(tmpdir(), 'cure-vllm-'))
const pocketTraining = { tasks: join(root, 'datasets/pocket/train.jsonl'), tasksPerStep: 8, temperature: 1 }
/** Easy enough for some answers to be right, so that there is something to learn. */
const smollm2Training = { tasks: join(import.meta.dirname, 'smollm2-tasks.jsonl'), tasksPerStep: 3, temperature: 0.5 }
const [armLimitMs, tolerance, loraRank] = [1_800_000, 1e-3, 8]

installVllm()
const untied = untie(pocket, 'pocket')

const learner = await startLoraLearner({ model: pocket, rank: loraRank, folder })
await check('takes adapters after each of three steps', { model: pocket, steps: 3, takes: 'adapters', handover: 'lora', starts: 1, address: learner.bridge })
await learner.stop()
await check('reloads after each of three steps', { model: untied, steps: 3, takes: 'weights', handover: 'disk-reload', starts: 1 })
await check('reloads while the next step is sampled', { model: untied, steps: 3, lag: 1, takes: 'weights', handover: 'auto', starts: 1 })
await check('is started again after each of two steps', { model: pocket, steps: 2, takes: 'nothing', handover: 'auto', starts: 3 })
await check('reloads all but a tied output layer, is found out by the canary and started again', { model: pocket, steps: 1, takes: 'weights', handover: 'disk-reload', starts: 2 })
const smollm2 = await findModel('smollm2', true, { onLog: console.log })
await check('reloads SmolLM2 after each of three steps', { model: untie(smollm2.folder, 'smollm2'), training: smollm2Training, steps: 3, takes: 'weights', handover: 'disk-reload', starts: 1 })
rmSync(folder, { recursive: true })

async function check(title, { lag = 0, training = pocketTraining, ...rest }) {
  const arm = { lag, training, ...rest }
  const began = performance.now()
  const path = mkdtempSync(join(folder, 'run-'))
  const said = await train(arm, path)
  const run = new RunFolder(path)
  const sampled = await Promise.all(Array.from({ length: arm.steps }, (_, index) => samplesOf(run, index + 1)))
  checkVersions(sampled, lag)
  const served = join(run.checkpoints, 'served')
  const names = readdirSync(served).toSorted()
  assert.deepEqual(names, [arm.steps - 1, arm.steps].map(versionName), 'older versions are deleted')
  assert.notDeepEqual(...names.map(name => readFileSync(join(served, name, 'model.safetensors'))), 'the weights change')
  const ratios = lag === 0 ? await checkRatios(run) : 'not asked for, the weights moved on'
  const largest = largestDifference(sampled.flat(), training.temperature, version => version === 0 ? arm.model : join(run.checkpoints, `step-${String(version / 2).padStart(6, '0')}`))
  assert.ok(largest < tolerance, `log-probabilities differ by ${largest}`)
  const log = readFileSync(join(path, 'logs', 'sampler-0.log'), 'utf8')
  const count = text => log.split(text).length - 1
  assert.equal(count('Application startup complete'), arm.starts)
  assert.equal(said.includes('It is started again.'), arm.takes === 'weights' && arm.starts > 1)
  console.log(`met: vLLM ${title} (${Math.round((performance.now() - began) / 1000)} s): ${count('POST /collective_rpc')} reloads, ${count('POST /v1/load_lora_adapter HTTP/1.1" 200')} adapters, ${arm.starts} starts, ${sampled.flat().length} samples, none lost; `
    + `largest difference of a token's log-probability from what its version gives it ${largest.toExponential(1)}; importance ratios before an update ${ratios}`)
}

/** Every sample of a step has a response, and it says which version made it. */
async function samplesOf(run, step) {
  const executed = await run.readExecuted(step)
  const samples = executed.flatMap(({ programs, tests }) => [...programs, ...tests.filter(({ origin }) => origin === 'generated')])
  assert.ok(samples.every(({ failure }) => failure === undefined), 'no request is lost')
  return samples.map(({ response }) => response)
}

/** A step makes two versions, the coder's and the tester's. */
function checkVersions(sampled, lag) {
  for (const [index, samples] of sampled.entries()) {
    for (const { policyVersion } of samples) assert.ok(policyVersion <= 2 * index && policyVersion >= 2 * (index - lag), `step ${index + 1} has version ${policyVersion}`)
  }
}

/** Of the log-probabilities of samples, from what transformers computes with the checkpoints of the versions that they say they are of. */
function largestDifference(samples, temperature, folderOf) {
  const versions = [...new Set(samples.map(({ policyVersion }) => policyVersion))]
  const asked = versions.map(version => ({ folder: folderOf(version), temperature, samples: samples.filter(({ policyVersion }) => policyVersion === version) }))
  return JSON.parse(execFileSync(findPython(), [join(import.meta.dirname, 'score.py')], { input: JSON.stringify(asked), stdio: ['pipe', 'pipe', 'ignore'] })).largest
}

/** The coder is trained first: until then the learner has the weights that were sampled from, and each token the same probability. */
async function checkRatios(run) {
  const ratios = (await run.readReports()).flatMap(({ metrics }) => ['min', 'max'].map(name => metrics[`coder/sampling/importance_sampling_ratio/${name}`]))
  for (const ratio of ratios) assert.ok(Math.abs(ratio - 1) < tolerance, `an importance ratio of ${ratio}`)
  return `${Math.min(...ratios).toFixed(6)} to ${Math.max(...ratios).toFixed(6)}`
}

async function train({ model, steps, lag, takes, handover, address, training: { tasks, tasksPerStep, temperature } }, path) {
  const config = join(folder, 'cure.json')
  writeFileSync(config, JSON.stringify({
    model, steps, maxPolicyLag: lag, tasks: [tasks], tasksPerStep,
    sampler: {
      baseUrl: `http://127.0.0.1:${await freePort()}/v1`,
      handover,
      command: [
        vllm, 'serve', '{model}', '--served-model-name', 'policy', '--host', '127.0.0.1', '--port', '{port}', '--dtype', 'float32', '--enforce-eager',
        '--logprobs-mode', 'processed_logprobs', '--generation-config', 'vllm', '--max-num-seqs', '64', ...takes === 'adapters' ? ['--enable-lora', '--max-lora-rank', String(loraRank)] : [],
      ],
    },
    sampling: { programs: 8, tests: 8, promptsPerRequest: 2, temperature },
    evaluation: { everySteps: 0 },
    learner: { keepCheckpoints: steps, ...address !== undefined && { address, learningRate: 0.003 } },
  }))
  const env = { ...process.env, VLLM_SERVER_DEV_MODE: takes === 'weights' ? '1' : '0', VLLM_ALLOW_RUNTIME_LORA_UPDATING: takes === 'adapters' ? '1' : '0', VLLM_CPU_KVCACHE_SPACE: '1', VLLM_NO_USAGE_STATS: '1', HF_HUB_OFFLINE: '1', OMP_WAIT_POLICY: 'passive' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'apps/cli/bin/cure.js'), 'train', '--config', config, '--run', path], { env, encoding: 'utf8', timeout: armLimitMs })
  assert.equal(status, 0, `${stdout}${stderr}\nThe run is in ${path}.`)
  return stdout + stderr
}

/** A copy of a model whose output layer is not tied. */
function untie(model, name) {
  const copy = join(folder, name)
  execFileSync(findPython(), [join(import.meta.dirname, 'untie.py'), model, copy], { stdio: ['ignore', 'ignore', 'pipe'] })
  return copy
}

function versionName(step) {
  return `version-${String(2 * step).padStart(6, '0')}`
}
