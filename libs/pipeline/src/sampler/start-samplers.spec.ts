import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, jest, test } from '@jest/globals'
import { cureConfig } from '../cure-config.ts'
import { startSamplers } from './start-samplers.ts'

jest.setTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'cure-started-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A server that tells its process, a child's and the weights that it was started with. */
const server = `
  const { createServer } = require("http")
  const child = require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]).pid
  const [port, model, index] = process.argv.slice(1)
  console.log("loading " + model)
  createServer((request, response) => response.end(JSON.stringify({ pid: process.pid, child, model, index, data: [{ id: process.argv[4] ?? "policy" }] }))).listen(Number(port), "127.0.0.1")`
const node = (script: string) => [process.execPath, '-e', script, '{port}', '{model}', '{index}']

interface Told { readonly pid: number, readonly child: number, readonly model: string, readonly index: string }
const tell = async (baseUrl: string) => (await fetch(`${baseUrl}/models`)).json() as Promise<Told>

async function freeAddress(): Promise<string> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  taken.close()
  await once(taken, 'close')
  return `http://127.0.0.1:${port}/v1`
}

let logs = 0
const start = (command: string[] | null, baseUrl: string | string[] | null, readyTimeoutMs = 30_000) => {
  const logFolder = join(folder, `logs-${logs += 1}`)
  const { sampler, model } = cureConfig.parse({ model: '/weights/first', tasks: ['t'], sampler: { command, baseUrl } })
  return { logFolder, starting: startSamplers({ sampler, model }, { logFolder, apiKey: undefined, readyTimeoutMs }) }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const untilGone = async (...pids: number[]) => {
  while (pids.some(isAlive)) await sleep(20)
}

test('a server at each address, with its port, number and weights; ending them ends their children', async () => {
  const addresses = [await freeAddress(), await freeAddress()]
  const { logFolder, starting } = start(node(server), addresses)
  const samplers = await starting
  const told = await Promise.all(addresses.map(tell))
  expect(told.map(({ model, index }) => `${index} ${model}`)).toEqual(['0 /weights/first', '1 /weights/first'])
  expect(readFileSync(join(logFolder, 'sampler-1.log'), 'utf8')).toBe('loading /weights/first\n')

  await samplers.restart('/weights/second')
  await untilGone(...told.flatMap(({ pid, child }) => [pid, child]))
  const again = await Promise.all(addresses.map(tell))
  expect(again.map(({ model }) => model)).toEqual(['/weights/second', '/weights/second'])

  await samplers.stop()
  await untilGone(...again.flatMap(({ pid, child }) => [pid, child]))
})

test('one that ends by itself is told, and the others are left to be ended', async () => {
  const address = await freeAddress()
  const { logFolder, starting } = start(node(server), address)
  const samplers = await starting
  const { pid, child } = await tell(address)
  process.kill(pid, 'SIGKILL')
  const log = join(logFolder, 'sampler-0.log')
  expect((await samplers.lost).message).toBe(`The sampler at ${address} ended with exit code 1 by itself (it last said: Ended by SIGKILL); ${log} says more; correct that, then start again (a run with --resume).`)
  await untilGone(child)
  await samplers.stop()
})

test('a server that names its model by the folder cannot be started again on another', async () => {
  const { starting } = start([...node(server), '{model}'], await freeAddress())
  const samplers = await starting
  await expect(samplers.restart('/weights/second')).rejects.toThrow(/names its model by the folder, which changes; add --served-model-name NAME to sampler\.command\.$/)
  await samplers.stop()
})

test('ending them is no loss', async () => {
  const { starting } = start(node(server), await freeAddress())
  const samplers = await starting
  await samplers.stop()
  expect(await Promise.race([samplers.lost, sleep(200)])).toBeUndefined()
})

test.each<[string, string[], number, RegExp]>([
  ['ends before it answers', node('console.log("no such model."); process.exit(3)'), 30_000, /ended with exit code 3 before it was ready \(it last said: no such model\); \S+sampler-0\.log says more; correct that/],
  ['is no program', ['no-such-program'], 30_000, /ended with exit code 127 before it was ready \(it last said: spawn no-such-program ENOENT\)/],
  ['never answers', node('setInterval(() => {}, 1000)'), 1000, /was not ready after 1 s; \S+sampler-0\.log says what it was doing\.$/],
])('a command that %s', async (_, command, readyTimeoutMs, message) => {
  await expect(start(command, await freeAddress(), readyTimeoutMs).starting).rejects.toThrow(message)
})

test('where one does not start the others are ended', async () => {
  const addresses = [await freeAddress(), await freeAddress()]
  const { logFolder, starting } = start(node(`if (process.argv[3] === "1") setTimeout(() => process.exit(3), 1500); else { console.log(process.pid); ${server} }`), addresses)
  await expect(starting).rejects.toThrow('ended with exit code 3')
  const [pid] = readFileSync(join(logFolder, 'sampler-0.log'), 'utf8').split('\n')
  await untilGone(Number(pid))
})

test('what answers there already is not taken for ours', async () => {
  const address = await freeAddress()
  const samplers = await start(node(server), address).starting
  await expect(start(node(server), address).starting).rejects.toThrow(`Something answers at ${address} already; end it, or leave sampler.command out to sample from it.`)
  await samplers.stop()
})

test('a command and addresses that do not fit together', async () => {
  await expect(start(['vllm'], null).starting).rejects.toThrow('sampler.command starts a server, so sampler.baseUrl has to say at which address it will answer.')
  await expect(start(['vllm'], ['http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1']).starting).rejects.toThrow('write {port} where it takes the port.')
})

test('a temporary log is removed at the end', async () => {
  const before = readdirSync(tmpdir()).filter(name => name.startsWith('cure-sampler-'))
  const { sampler, model } = cureConfig.parse({ model: 'm', tasks: ['t'], sampler: { command: node(server), baseUrl: await freeAddress() } })
  const samplers = await startSamplers({ sampler, model }, { logFolder: null, apiKey: undefined, readyTimeoutMs: 30_000 })
  await samplers.stop()
  expect(readdirSync(tmpdir()).filter(name => name.startsWith('cure-sampler-'))).toEqual(before)
})

test('a server ends with a pipeline that is killed', async () => {
  const address = await freeAddress()
  const pipeline = spawn(process.execPath, ['--input-type=module', '-e', `
    const { startSampler } = await import(${JSON.stringify(join(import.meta.dirname, 'start-sampler.js'))})
    const command = ${JSON.stringify(node(server))}.map(argument => argument.replace('{port}', ${JSON.stringify(new URL(address).port)}))
    await startSampler({ command, baseUrl: ${JSON.stringify(address)}, logFile: ${JSON.stringify(join(folder, 'killed.log'))}, readyTimeoutMs: 30_000 }, 'm')
    console.log('ready')
    setInterval(() => {}, 1000)`], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(pipeline.stdout, 'data')
  const { pid, child } = await tell(address)
  pipeline.kill('SIGKILL')
  await untilGone(pid, child)
})
