import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, expect, jest, test } from '@jest/globals'
import { lastValueFrom, toArray } from 'rxjs'
import { findPython, RunFolder } from '@cure-ts/pipeline'
import { type StartedLearner, startLearner } from '@cure-ts/trainer-bridge'
import { resolveConfig } from './config/resolve-config.ts'
import { runTraining } from './run-training.ts'

jest.setTimeout(120_000)

const root = resolve(import.meta.dirname, '../../..')
const script = join(root, 'libs/trainer-bridge/tests/fake-vllm.mjs')
const folder = mkdtempSync(join(tmpdir(), 'cure-hand-over-'))
writeFileSync(join(folder, 'tasks.jsonl'), ['a', 'b', 'c', 'd'].map(id => `${JSON.stringify({ task_id: id, question: 'Echo.', test_input: ['1'], test_output: ['1'] })}\n`).join(''))
writeFileSync(join(folder, 'prompt.jinja'), '{{ question }}')
mkdirSync(join(folder, 'model'))
writeFileSync(join(folder, 'model', 'config.json'), '{}') // A server is started with it, which looks no further.
afterAll(() => rmSync(folder, { recursive: true }))

const fakeVllm = [process.execPath, script, folder, '--parent-pid-watch'] as const
const started: StartedLearner[] = []
afterEach(async () => { await Promise.all(started.splice(0).map(each => each.stop())) })

async function start(...command: string[]): Promise<StartedLearner> {
  const one = await startLearner({ command, readyTimeoutMs: 60_000 })
  started.push(one)
  return one
}

/** Three steps with a learner whose weights are a number, and servers that sample by that number. */
async function train(sampler: Record<string, unknown>): Promise<RunFolder> {
  const learner = await start(findPython(), join(root, 'apps/learner/tests/tiny_learner.py'))
  const file = join(folder, 'cure.json')
  writeFileSync(file, JSON.stringify({
    model: 'model', tasks: ['tasks.jsonl'], steps: 3, tasksPerStep: 4, sampler,
    sampling: { programs: 2, tests: 2, coderPrompt: 'prompt.jinja', testerPrompt: 'prompt.jinja', concurrency: 2 },
    sandbox: { lanes: 1 },
    learner: { address: learner.bridge },
  }))
  const { config } = await resolveConfig({ file, env: {}, flags: new Map() })
  const path = mkdtempSync(join(folder, 'run-'))
  await lastValueFrom(runTraining(config, path, { resume: false, signal: new AbortController().signal, onLog: () => undefined, onActivity: () => undefined }).pipe(toArray()))
  return new RunFolder(path)
}

/** The versions that samples say they are of, each with what their log-probabilities tell: they are -1 - version. */
async function versionsOf(run: RunFolder): Promise<Set<string>> {
  const executed = (await Promise.all([1, 2, 3].map(step => run.readExecuted(step)))).flatMap(records => records ?? [])
  const samples = executed.flatMap(({ programs, tests }) => [...programs, ...tests.filter(({ origin }) => origin === 'generated')])
  expect(samples).toHaveLength(3 * 4 * 4)
  return new Set(samples.map(({ response, failure }) => failure ?? `${response!.policyVersion} made by ${-1 - response!.logprobs[0]!}`))
}

test('servers reload while a step is sampled ahead: no request is lost, and each sample has the version that made it', async () => {
  const servers = [await start(...fakeVllm, '--latency-ms', '60'), await start(...fakeVllm, '--latency-ms', '90')]
  const run = await train({ baseUrl: servers.map(({ http }) => `${http}/v1`) })
  const versions = await versionsOf(run)
  for (const version of versions) expect(version).toMatch(/^(\d+) made by \1$/)
  expect(versions.has('0 made by 0')).toBe(true)
  expect(versions.size).toBeGreaterThan(1)
  expect(readdirSync(join(run.checkpoints, 'served')).toSorted()).toEqual(['version-000004', 'version-000006'])
  for (const { http } of servers) {
    const calls = await (await fetch(`${http}/calls`)).json() as string[]
    expect(calls.filter(call => call === 'POST /collective_rpc')).toHaveLength(4)
  }
})

test('servers that are started here and cannot reload are started again with each version', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  taken.close()
  const run = await train({ baseUrl: `http://127.0.0.1:${port}/v1`, command: [process.execPath, script, '{model}', '--port', '{port}', '--fixed'] })
  for (const version of await versionsOf(run)) expect(version).toMatch(/^(\d+) made by \1$/)
})

test('servers that take no weights are refused before anything is sampled, and the launch flag is named', async () => {
  const server = await start(...fakeVllm, '--fixed')
  await expect(train({ baseUrl: `${server.http}/v1` })).rejects.toThrow(`${server.http}: the sampler cannot take new weights; start vLLM (0.13 or later) with VLLM_SERVER_DEV_MODE=1`)
  await expect(train({ baseUrl: `${server.http}/v1`, handover: 'restart' })).rejects.toThrow('sampler.command')
})

test('a run with a server that does not load what it says ends with a sentence, before it samples from old weights', async () => {
  const server = await start(...fakeVllm, '--deaf')
  await expect(train({ baseUrl: `${server.http}/v1` })).rejects.toThrow('the sampler has other weights than the learner\'s version')
})
