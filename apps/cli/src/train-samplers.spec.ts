import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, jest, test } from '@jest/globals'
import { type StartedLearner, startLearner } from '@cure-ts/trainer-bridge'
import { cure, root, startCure, temporaryFolder } from './cure.spec.fixture.ts'
import { startSampler } from './sampler.spec.fixture.ts'
import { makeWorld } from './world.spec.fixture.ts'

jest.setTimeout(120_000)

const { path: folder, remove } = temporaryFolder()
const { flags, env } = makeWorld(folder)
afterAll(remove)

const script = join(root, 'libs/trainer-bridge/tests/fake-vllm.mjs')
/** A server as vLLM is, without a model. */
const startFake = (...more: string[]): Promise<StartedLearner> =>
  startLearner({ command: [process.execPath, script, folder, '--parent-pid-watch', ...more], readyTimeoutMs: 60_000 })

async function freeAddress(): Promise<string> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  taken.close()
  await once(taken, 'close')
  return `http://127.0.0.1:${port}/v1`
}

/** A configuration whose servers the run starts itself, and its run's folder. */
async function ownSamplers(name: string): Promise<{ addresses: string[], train: string[], run: string }> {
  const addresses = [await freeAddress(), await freeAddress()]
  const file = join(folder, `${name}.json`)
  const run = join(folder, name)
  writeFileSync(file, JSON.stringify({ sampler: { baseUrl: addresses, command: [process.execPath, script, '{model}', '--port', '{port}', '--latency-ms', '30'] } }))
  return { addresses, train: ['train', ...flags, '--config', file, '--run', run, '--steps', '500'], run }
}

const answers = (address: string) => fetch(`${address}/models`).then(() => true, () => false)
const untilSilent = async (addresses: readonly string[]) => {
  while ((await Promise.all(addresses.map(answers))).includes(true)) await sleep(50)
}

test.concurrent('--dry-run asks servers that run already, and trains nothing', async () => {
  const servers = [await startFake(), await startFake()]
  try {
    const both = servers.map(({ http }) => `${http}/v1`).join(',')
    const said = await cure(['train', ...flags, '--dry-run', '--base-url', both], { env })
    expect(said).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^The configuration is right: .*\nWhat all 2 samplers answer can be trained on\.\n$/) as unknown })
    expect(await (await fetch(`${servers[0]!.http}/is_paused`)).json()).toEqual({ is_paused: false })
  } finally {
    await Promise.all(servers.map(server => server.stop()))
  }
})

test.concurrent('--dry-run names the launch flag that a server lacks', async () => {
  const { baseUrl, close } = await startSampler(500)
  const fixed = await startFake('--fixed')
  try {
    const [broken, unable] = await Promise.all([baseUrl, `${fixed.http}/v1`].map(url => cure(['train', ...flags, '--dry-run', '--base-url', url], { env })))
    expect(broken).toEqual({ code: 2, stdout: '', stderr: `The sampler at ${baseUrl} answered 500 broken, when it was checked; correct that, then start again.\n` })
    expect(unable).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^http\S+: the sampler cannot take new weights; start vLLM .* with VLLM_SERVER_DEV_MODE=1.*\n$/) as unknown })
  } finally {
    close()
    await fixed.stop()
  }
})

test.concurrent('a server of its own that dies ends a run, which names the log, and the other server with it', async () => {
  const { addresses, train, run } = await ownSamplers('dies')
  const running = startCure(train, env)
  await running.until(/step 2\/500/)
  const log = join(run, 'logs', 'sampler-0.log')
  process.kill(Number(/"pid":(\d+)/.exec(readFileSync(log, 'utf8'))![1]), 'SIGKILL')
  const { code, stderr } = await running.ended
  expect(code).toBe(2)
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`The sampler at ${addresses[0]} ended with exit code 1 by itself (it last said: Ended by SIGKILL); ${log} says more; correct that, then start again (a run with --resume).`)
  expect(await Promise.all(addresses.map(answers))).toEqual([false, false])
  expect(existsSync(join(run, 'reports.jsonl'))).toBe(true)
})

test.concurrent('servers of its own end with a run that is killed', async () => {
  const { addresses, train } = await ownSamplers('killed')
  const running = startCure(train, env)
  await running.until(/step 1\/500/)
  running.child.kill('SIGKILL')
  await running.ended
  await untilSilent(addresses)
})
