import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals'
import type { PublishedWeights } from '../learner.ts'
import { type StartedLearner, startLearner } from '../start-learner.ts'
import { checked } from './checked.ts'
import { chooseWay } from './choose-way.ts'
import { diskReload } from './disk-reload.ts'
import { lora } from './lora.ts'
import type { LoadWeights } from './load-weights.ts'
import type { SamplingServer } from './sampling-server.ts'

jest.setTimeout(60_000)

const script = resolve(import.meta.dirname, '../../tests/fake-vllm.mjs')
const { signal } = new AbortController()
const started: StartedLearner[] = []
const folder = mkdtempSync(join(tmpdir(), 'cure-hand-over-'))
afterEach(async () => {
  await Promise.all(started.splice(0).map(server => server.stop()))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A version whose tokens have the log-probability -1 - version. */
function publish(policyVersion: number): PublishedWeights {
  const path = join(folder, `version-${policyVersion}`)
  mkdirSync(join(path, 'adapter'), { recursive: true })
  const weights = { path, policyVersion, canary: { tokenIds: [3, 4, 5], logprobs: [-1 - policyVersion, -1 - policyVersion] } }
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(weights))
  return weights
}

async function start(...flags: string[]): Promise<SamplingServer> {
  const server = await startLearner({ command: [process.execPath, script, folder, '--parent-pid-watch', ...flags], readyTimeoutMs: 30_000 })
  started.push(server)
  return { baseUrl: `${server.http}/v1`, model: 'fake' }
}

const get = async ({ baseUrl }: SamplingServer, path: string): Promise<unknown> => (await fetch(baseUrl.replace('/v1', path))).json()

/** The log-probability of a sampled token, by which the fake tells its version. */
async function sample({ baseUrl }: SamplingServer): Promise<number> {
  const response = await fetch(`${baseUrl}/completions`, { method: 'POST', body: JSON.stringify({ prompt: ['p'] }) })
  const { choices: [choice] } = await response.json() as { choices: { logprobs: { token_logprobs: number[] } }[] }
  return choice!.logprobs.token_logprobs[0]!
}

describe('reloading from disk', () => {
  test('brings each version to every server, and the canary agrees', async () => {
    const servers = await Promise.all([start(), start()])
    const load = checked(diskReload(servers), { servers, restart: undefined })
    for (const version of [1, 2]) {
      await load(publish(version), signal)
      expect(await Promise.all(servers.map(sample))).toEqual([-1 - version, -1 - version])
    }
    const calls = await get(servers[0], '/calls') as string[]
    expect(calls.slice(0, 5)).toEqual(['POST /pause?mode=wait', 'POST /collective_rpc', 'POST /reset_prefix_cache', 'POST /resume', 'POST /v1/completions'])
  })

  test('loses no request: one before it is answered by the old weights, one during it by the new', async () => {
    const server = await start('--latency-ms', '300')
    const before = sample(server)
    await sleep(100)
    const loading = diskReload([server])(publish(1), signal)
    await sleep(100)
    const during = sample(server)
    await loading
    expect([await before, await during]).toEqual([-1, -2])
  })

  test('leaves a server running that could not load, says which folder it misses, and waits for the others', async () => {
    const [slow, fast] = [await start('--latency-ms', '300'), await start()]
    const inFlight = sample(slow)
    const weights = { ...publish(1), path: join(folder, 'nowhere') }
    await expect(diskReload([fast, slow])(weights, signal)).rejects.toThrow(`could not load the weights of ${weights.path}`)
    expect(await get(slow, '/calls')).toContain('POST /resume')
    expect(await get(slow, '/is_paused')).toEqual({ is_paused: false })
    expect(await inFlight).toBe(-1)
  })

  test('ends with a sentence where a server is gone, and at once where the run is stopped', async () => {
    const server = await start('--latency-ms', '3000')
    const stopping = new AbortController()
    const inFlight = sample(server).catch(() => undefined)
    await sleep(100)
    const loading = diskReload([server])(publish(1), stopping.signal)
    setTimeout(() => stopping.abort(new Error('stopped')), 300)
    await expect(loading).rejects.toThrow('stopped')
    expect(await get(server, '/is_paused')).toEqual({ is_paused: false })
    await started[0]!.stop()
    await inFlight
    await expect(diskReload([server])(publish(1), signal)).rejects.toThrow(/cannot be reached \(ECONNREFUSED\); start it/)
  })

  test('tells nobody our key', async () => {
    const server = { ...await start(), apiKey: 'planted-key' }
    const told = await diskReload([server])({ ...publish(1), path: 'nowhere' }, signal).catch((error: Error) => error.message)
    expect(told).toContain('Bearer (our key)')
    expect(told).not.toContain('planted-key')
  })
})

test('adapters are loaded under a name for each version, which the canary asks for, and those of the version before are forgotten', async () => {
  const servers = [await start('--lora'), await start('--lora')]
  const load = checked(lora(servers), { servers, restart: undefined })
  const names = [await load(publish(1), signal), await load(publish(2), signal)]
  for (const server of servers) expect(await get(server, '/v1/models')).toEqual({ object: 'list', data: [{ id: 'fake' }, { id: names[1] }] })
  expect(names[0]).not.toBe(names[1])
  expect(await checked(lora(servers), { servers, restart: undefined })(publish(1), signal)).not.toBe(names[0]) // Another run.
  await expect(load({ ...publish(3), path: join(folder, 'nowhere') }, signal)).rejects.toThrow(/could not load the adapters of .*nowhere\/adapter .*--lora-rank.*--enable-lora/)
})

describe('the canary', () => {
  test('finds a server that says it loaded and did not', async () => {
    const servers = [await start(), await start('--deaf')]
    const load = checked(diskReload(servers), { servers, restart: undefined })
    await expect(load(publish(1), signal)).rejects.toThrow(/has other weights than the learner's version 1 \(log-probabilities that differ by 50\.00%\); start it with --model/)
  })

  test('allows a server what it rounds, and no more than a few times that later', async () => {
    const [exact, rounding] = [await start(), await start('--rounding', '0.01')]
    const strange = (version: number, factor: number) => {
      const weights = publish(version)
      return { ...weights, canary: { ...weights.canary, logprobs: weights.canary.logprobs.map(logprob => logprob * factor) } }
    }
    const load = (server: SamplingServer) => checked(diskReload([server]), { servers: [server], restart: undefined })
    const [loadExact, loadRounding] = [load(exact), load(rounding)]
    await Promise.all([loadExact(publish(1), signal), loadRounding(publish(1), signal)])
    await loadRounding(strange(2, 0.99), signal)
    await expect(loadRounding(strange(3, 0.9), signal)).rejects.toThrow('other weights')
    await expect(loadExact(strange(2, 0.99), signal)).rejects.toThrow('other weights')
    await expect(load(exact)(strange(3, 0.9), signal)).rejects.toThrow('other weights')
  })

  test('starts servers again that are ours', async () => {
    const server = await start('--deaf')
    const { port } = new URL(server.baseUrl)
    const logged: string[] = []
    const restart: LoadWeights = async ({ path }) => {
      await started.pop()!.stop()
      started.push(await startLearner({ command: [process.execPath, script, path, '--parent-pid-watch', '--deaf', '--port', port], readyTimeoutMs: 30_000 }))
      return null
    }
    await checked(diskReload([server]), { servers: [server], restart, onLog: line => logged.push(line) })(publish(1), signal)
    expect(await sample(server)).toBe(-2)
    expect(logged).toEqual([expect.stringMatching(/^warning: .*other weights.* It is started again\.$/)])
  })

  test('ends with a sentence where they have other weights even then', async () => {
    const servers = [await start('--deaf')]
    let restarts = 0
    const restart: LoadWeights = async () => {
      restarts += 1
      return null
    }
    await expect(checked(diskReload(servers), { servers, restart })(publish(1), signal)).rejects.toThrow('other weights')
    expect(restarts).toBe(1)
  })
})

describe('the way', () => {
  const restarted: number[] = []
  const restart: LoadWeights = async ({ policyVersion }) => {
    restarted.push(policyVersion)
    return null
  }

  test('is reloading where the server can, else starting it again where it is ours', async () => {
    const [able, fixed] = [await start(), await start('--fixed')]
    expect(await chooseWay('auto', [able], undefined)).toBeInstanceOf(Function)
    const [reload, either, asTold] = [await chooseWay('auto', [able], restart), await chooseWay('auto', [able, fixed], restart), await chooseWay('restart', [able], restart)]
    await reload!(publish(3), signal)
    expect(restarted).toEqual([])
    for (const version of [0, 1]) await either!(publish(version), signal)
    await asTold!(publish(2), signal)
    expect(await chooseWay('lora', [await start('--lora')], restart)).toBeInstanceOf(Function)
    expect(restarted).toEqual([1, 2]) // They were started with version 0.
  })

  test('is refused with what the server lacks', async () => {
    const servers = [await start('--fixed')]
    for (const way of ['auto', 'disk-reload'] as const) {
      await expect(chooseWay(way, servers, undefined)).rejects.toThrow(`${servers[0]!.baseUrl.replace('/v1', '')}: the sampler cannot take new weights; start vLLM (0.13 or later) with VLLM_SERVER_DEV_MODE=1`)
    }
    await expect(chooseWay('disk-reload', servers, restart)).rejects.toThrow('VLLM_SERVER_DEV_MODE=1')
    await expect(chooseWay('lora', servers, undefined)).rejects.toThrow('start vLLM with --enable-lora and with VLLM_ALLOW_RUNTIME_LORA_UPDATING=1')
    await expect(chooseWay('restart', servers, undefined)).rejects.toThrow('sampler.command')
    await expect(chooseWay('in-process', servers, undefined)).rejects.toThrow('is no learner')
  })
})
