import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { lastValueFrom } from 'rxjs'
import type { Complete } from '@cure-ts/sampling'
import { fakeComplete, fakeContext } from './fakes.spec.fixture.ts'
import { handOverThrough } from './hand-over.ts'
import { PolicyGate } from './policy-gate.ts'
import { train } from './train.ts'

const cleanups: (() => void)[] = []
afterEach(() => { for (const cleanup of cleanups.splice(0)) cleanup() })

const { signal } = new AbortController()
const request = { prompts: ['c 1'], n: 1, maxTokens: 1, temperature: 1, topP: 1, topK: 0, seed: 1, addSpecialTokens: true }

/** Servers that answer after a while, with -1 - version, of when they were asked, as every log-probability. */
function servers(latencyMs: number) {
  const state = { version: -1, running: 0, runningAtLoad: [] as number[], loaded: [] as number[] }
  const complete: Complete = async (...args) => {
    const version = state.version
    state.running += 1
    await sleep(latencyMs)
    state.running -= 1
    return (await fakeComplete(...args)).map(answers => answers.map(answer => ({ ...answer, logprobs: [-1 - version, -1 - version] })))
  }
  const load = async ({ policyVersion }: { policyVersion: number }) => {
    state.runningAtLoad.push(state.running)
    await sleep(latencyMs)
    state.version = policyVersion
    state.loaded.push(policyVersion)
    return null
  }
  return { state, complete, load }
}

test('weights change when no request is under way, and requests that come meanwhile wait for the new ones', async () => {
  const { state, complete, load } = servers(500)
  const gate = new PolicyGate()
  const ask = async () => (await gate.guard(complete)(request, signal))[0]![0]!
  await gate.change(1, async () => load({ policyVersion: 1 }))
  const first = ask()
  let third: ReturnType<typeof ask> | undefined
  const changed = gate.change(2, () => {
    third = ask()
    return load({ policyVersion: 2 })
  })
  await sleep(15)
  const second = ask() // Of the same step: it does not wait.
  expect((await Promise.all([first, second])).map(({ policyVersion, logprobs }) => [policyVersion, ...logprobs])).toEqual([[1, -2, -2], [1, -2, -2]])
  await changed
  expect(await third).toMatchObject({ policyVersion: 2, logprobs: [-3, -3] })
  expect(state.runningAtLoad).toEqual([0, 0])
})

test('nobody samples from weights that were not loaded, but a request that waits for them can be stopped', async () => {
  const { complete } = servers(1)
  const gate = new PolicyGate()
  await expect(gate.change(1, async () => { throw new Error('not loaded') })).rejects.toThrow('not loaded')
  const stopping = new AbortController()
  const waiting = gate.guard(complete)(request, stopping.signal)
  setTimeout(() => stopping.abort(new Error('stopped')), 50)
  await expect(waiting).rejects.toThrow('stopped')
})

test.each([0, 1])('a run hands over at its start and after every step; with a lag of %i each sample has the version that made it', async maxPolicyLag => {
  const { state, complete, load } = servers(5)
  const gate = new PolicyGate()
  const context = await fakeContext({ steps: 3, maxPolicyLag })
  cleanups.push(context.remove)
  const session = { ...context.session, complete: gate.guard(complete), handOver: handOverThrough(gate, load) }
  await lastValueFrom(train({ ...context, session }))
  expect(state.loaded).toEqual([0, 2, 4, 6])
  for (const { seconds } of await context.run.readReports()) expect(seconds.update).toBeGreaterThan(0.004)
  for (const step of [1, 2, 3]) {
    const executed = await context.run.readExecuted(step)
    const responses = executed!.flatMap(({ programs, tests }) => [...programs, ...tests].flatMap(({ response }) => response ?? []))
    expect(responses.length).toBeGreaterThan(0)
    for (const { policyVersion, logprobs } of responses) {
      expect(logprobs[0]).toBe(-1 - policyVersion)
      expect(policyVersion).toBeGreaterThanOrEqual(2 * (step - 1 - maxPolicyLag))
    }
  }
})

test('servers are asked for the weights by the name that these were loaded under', async () => {
  const asked: (string | undefined)[] = []
  const gate = new PolicyGate()
  const ask = () => gate.guard(async (...args) => {
    asked.push(args[0].model)
    return fakeComplete(...args)
  })(request, signal)
  for (const name of [null, 'version-2', null]) {
    await gate.change(asked.length, async () => name)
    await ask()
  }
  expect(asked).toEqual([undefined, 'version-2', undefined])
})

test('the wait for requests under way does not count in the time that it takes', async () => {
  const { complete, load } = servers(300)
  const gate = new PolicyGate()
  const weights = { path: 'p', policyVersion: 3, canary: { tokenIds: [1, 2], logprobs: [-1] } }
  const asked = gate.guard(complete)(request, signal)
  const beganMs = performance.now()
  const busyMs = await handOverThrough(gate, load)({ publish: async () => weights }, signal)
  expect(busyMs).toBeGreaterThan(290)
  expect(performance.now() - beganMs - busyMs).toBeGreaterThan(200)
  await asked
})

test('weights that did not change are not loaded again', async () => {
  const { state, load } = servers(1)
  const weights = { path: 'p', policyVersion: 3, canary: { tokenIds: [1, 2], logprobs: [-1] } }
  const bring = handOverThrough(new PolicyGate(), load)
  for (let time = 0; time < 2; time += 1) await bring({ publish: async () => weights }, signal)
  expect(state.loaded).toEqual([3])
})
