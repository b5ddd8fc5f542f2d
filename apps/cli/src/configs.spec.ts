import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { parse } from 'yaml'
import type { CureConfig } from '@cure-ts/pipeline'
import { learnerSettings } from '@cure-ts/trainer-bridge'
import { resolveConfig } from '@cure-ts/trainer'
import { cure, root, temporaryFolder } from './cure.spec.fixture.ts'
import { echoTasks } from './world.spec.fixture.ts'

jest.setTimeout(120_000)

const configs = join(root, 'configs')
const eightGpus = ['qwen2.5-7b.yaml', 'qwen2.5-14b.yaml', 'qwen3-4b.yaml']
const all = [...eightGpus, 'qwen2.5-14b-two-nodes.yaml', 'qwen2.5-7b-one-gpu.yaml', 'compose/cure.yaml']

const { path: folder, remove } = temporaryFolder()
/** A model folder and tasks that are there, in the place of those that a configuration names. */
const standIns = ['--model', folder, '--tasks', join(folder, 'tasks.jsonl'), '--evaluation-tasks', join(folder, 'tasks.jsonl'), '--run', join(folder, 'run')]
beforeAll(() => {
  writeFileSync(join(folder, 'config.json'), '{}')
  writeFileSync(join(folder, 'tasks.jsonl'), echoTasks(3))
})
afterAll(remove)

async function configOf(file: string): Promise<CureConfig> {
  const { config } = await resolveConfig({ file: join(configs, file), env: {}, flags: new Map() })
  return config
}

const dryRun = (file: string, ...flags: string[]) => cure(['train', '--config', join(configs, file), '--dry-run', ...flags])

test('every file of the folder is looked at here', () => {
  const found = readdirSync(configs, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'))
  expect(found.sort()).toEqual([...all, 'compose/compose.yaml'].sort())
})

describe.each(all)('%s', file => {
  test('has the paper\'s settings', async () => {
    const { learner, ...config } = await configOf(file)
    const isLong = file === 'qwen3-4b.yaml'
    const hasAdapters = file === 'qwen2.5-7b-one-gpu.yaml'
    expect(config).toMatchObject({
      steps: isLong ? 50 : 350,
      tasksPerStep: 100,
      maxPolicyLag: 0,
      sampling: { programs: 16, tests: 16, temperature: 1, topP: 1, topK: 0, pGiveExample: 1, maxInputExamples: 1 },
      sandbox: { maxGroundTruthTests: 8 },
      rewards: { coderReward: 'mean', testerReward: 'share', normalization: isLong ? { kind: 'length-aware', minLength: 1000, maxLength: 8000 } : { kind: 'z-score' } },
      evaluation: { temperature: 0.8, topP: 0.95, topK: 40, maxGroundTruthTests: 8 },
    })
    expect(learnerSettings(learner, { seed: 1, checkpointDir: null, resume: false, policyLag: 0 })).toMatchObject({
      preset: 'cure', learningRate: hasAdapters ? 1e-5 : 1e-6, klCoefficient: 0.01, clipLow: 0.2, clipHigh: 0.2, importanceCap: null, gradientClip: 1, weightDecay: 0,
    })
  })

  test('fits together', async () => {
    const { sampler, sampling, learner } = await configOf(file)
    // No request waits here while a server could take it.
    expect(sampling.concurrency).toBe(sampler.baseUrl!.length * (sampler.requestsPerAddress ?? sampling.concurrency))
    const lengthAt = sampler.command?.indexOf('--max-model-len') ?? -1
    if (lengthAt >= 0) expect(Number(sampler.command![lengthAt + 1])).toBeGreaterThan(Math.max(sampling.maxProgramTokens, sampling.maxTestTokens) + 2000)
    if (learner.engine?.kind !== 'deepspeed') return
    expect(existsSync(learner.engine.deepspeedConfig)).toBe(true)
    const rankAt = sampler.command?.indexOf('--max-lora-rank') ?? -1
    expect(rankAt < 0 ? null : Number(sampler.command![rankAt + 1])).toBe(learner.engine.loraRank)
  })
})

test.each([...eightGpus, 'qwen2.5-7b-one-gpu.yaml'])('--dry-run accepts %s as soon as its model and tasks are there', async file => {
  const { code, stdout, stderr } = await dryRun(file, ...standIns)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^The configuration is right: 3 training, 3 held-out and 0 validation tasks, (350|50) steps of 100 tasks\.\nThe sampler is started, and checked, when training starts\.\n$/)
})

test.each([
  ['the model', ['--model', join(folder, 'none')], 'none: is no Hugging Face model folder'],
  ['the servers of another machine', [...standIns, '--base-url', 'http://127.0.0.1:2/v1'], 'http://127.0.0.1:2/v1/models: lists no model (ECONNREFUSED); start the server'],
])('--dry-run names what is missing in one sentence: %s', async (_what, flags, sentence) => {
  const { code, stdout, stderr } = await dryRun('qwen2.5-14b-two-nodes.yaml', ...flags)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
  expect(stderr.trimEnd()).not.toContain('\n')
})

interface Service {
  readonly command?: string[]
  readonly environment?: Record<string, string>
  readonly networks: string[]
  readonly secrets: (string | { readonly source: string, readonly target: string })[]
  readonly volumes: string[]
  readonly deploy?: { readonly resources: { readonly reservations: { readonly devices: { readonly device_ids: string[] }[] } } }
  readonly depends_on?: Record<string, unknown>
}

describe('compose.yaml', () => {
  const { services, networks, secrets } = parse(readFileSync(join(configs, 'compose/compose.yaml'), 'utf8'), { merge: true }) as {
    services: Record<string, Service>
    networks: Record<string, { internal?: boolean }>
    secrets: Record<string, { file: string }>
  }
  const samplers = Object.keys(services).filter(name => name.startsWith('sampler-'))

  test('opens no port, and reaches nothing outside', () => {
    expect(networks).toEqual({ cure: { internal: true } })
    for (const service of Object.values(services)) {
      expect(service.networks).toEqual(['cure'])
      for (const field of ['ports', 'network_mode', 'privileged', 'cap_add', 'pid', 'ipc']) expect(service).not.toHaveProperty(field)
      expect(service.volumes.every(volume => /:\/data(:ro)?$/.test(volume))).toBe(true)
    }
  })

  test('has keys and the token from files alone, and gives each service its own', () => {
    const held = (service: Service) => service.secrets.map(secret => typeof secret === 'string' ? secret : `${secret.source} ${secret.target}`)
    expect(held(services['learner']!)).toEqual(['learner_secret /run/keys/learner.key_secret', 'pipeline_public /run/keys/allowed/pipeline.key'])
    expect(held(services['trainer']!)).toEqual(['sampler_token', 'pipeline_secret /run/keys/pipeline.key_secret', 'learner_public /run/keys/learner.key'])
    for (const name of samplers) expect(held(services[name]!)).toEqual(['sampler_token'])
    expect(Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment)).filter(name => /KEY|TOKEN|SECRET/.test(name))).toEqual([])
  })

  test('names the files that cure keys makes', async () => {
    const keys = join(folder, 'keys')
    expect(await cure(['keys', '--out', keys])).toMatchObject({ code: 0 })
    const made = readdirSync(keys, { recursive: true, encoding: 'utf8' }).filter(name => /\.key(_secret)?$/.test(name))
    const named = Object.values(secrets).map(({ file }) => file.replace(/^\$\{CURE_SECRETS:\?[^}]*\}\//, ''))
    expect(named.sort()).toEqual([...made, 'sampler_token'].sort())
  })

  test('is what its configuration speaks to', async () => {
    const { sampler, learner } = await configOf('compose/cure.yaml')
    expect(sampler.baseUrl!.map(url => new URL(url).hostname)).toEqual(samplers)
    expect(new URL(learner.address!).hostname).toBe('learner')
    expect(Object.keys(services['trainer']!.depends_on!).sort()).toEqual(['learner', ...samplers].sort())
    expect(services['learner']!.command).toEqual(expect.arrayContaining(['--keys', learner.keys]))
  })

  test('gives no GPU to two', () => {
    const gpus = Object.values(services).flatMap(({ deploy }) => deploy?.resources.reservations.devices.flatMap(({ device_ids }) => device_ids) ?? [])
    expect(gpus).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
  })
})
