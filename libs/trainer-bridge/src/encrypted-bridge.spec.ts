import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Reply } from 'zeromq'
import { smallBatch } from './batch.spec.fixture.ts'
import { type KeyFolders, makeKeys } from './bridge-keys.ts'
import { connectLearner } from './connect-learner.ts'
import { stepDone, withFakeLearner } from './fake-learner.spec.fixture.ts'
import { learnerConfig, learnerSettings } from './learner-config.ts'

const settings = learnerSettings(learnerConfig.parse({}), { seed: 1, checkpointDir: null, resume: false, policyLag: 0 })
const options = { runId: 'run', settings, connectTimeoutMs: 10_000, heartbeatMs: 20, stallTimeoutMs: 10_000 }

let folder: string
let keys: KeyFolders
let others: KeyFolders
/** Says who may connect, by ZeroMQ's authentication protocol (RFC 27). */
let authenticator: Reply
let isAllowed = true

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cure-encrypted-'))
  keys = await makeKeys(join(folder, 'keys'))
  others = await makeKeys(join(folder, 'others'))
  authenticator = new Reply({ linger: 0 })
  await authenticator.bind('inproc://zeromq.zap.01')
  const answer = async () => {
    for await (const [version, id] of authenticator) await authenticator.send([version!, id!, isAllowed ? '200' : '400', '', '', ''])
  }
  void answer()
})
afterAll(() => {
  authenticator.close()
  rmSync(folder, { recursive: true })
})

/** Runs `use` with the address of a learner that wants keys. */
function withGuardedLearner(use: (address: string) => Promise<void>): Promise<void> {
  const certificate = readFileSync(join(keys.learner, 'learner.key_secret'), 'utf8')
  const security = { curveServer: true, curveSecretKey: /secret-key = "(.*)"/.exec(certificate)![1]! }
  return withFakeLearner(request => request.type === 'BATCH' ? [stepDone(request)] : [], ({ address }) => use(address), security)
}

test('a step over an encrypted bridge', async () => {
  await withGuardedLearner(async address => {
    const learner = await connectLearner({ ...options, address, keys: keys.pipeline })
    expect(await learner.update(smallBatch, new AbortController().signal)).toMatchObject({ step: 1, metrics: { loss: 0.5 } })
    learner.close()
  })
})

test('a key that is not on the list, told at once', async () => {
  isAllowed = false
  await withGuardedLearner(async address => {
    await expect(connectLearner({ ...options, address, keys: keys.pipeline })).rejects.toThrow(
      `The learner at ${address} refuses the connection: it does not know our key; put pipeline.key into its folder allowed, and start it again.`,
    )
  })
  isAllowed = true
})

test('another learner than the one whose key we have', async () => {
  await withGuardedLearner(async address => {
    await expect(connectLearner({ ...options, connectTimeoutMs: 500, address, keys: others.pipeline })).rejects.toThrow(
      `No learner answers at ${address} within 0.5 s; start one there, or check the address and learner.key.`,
    )
  })
})

test('no keys where the learner wants some', async () => {
  await withGuardedLearner(async address => {
    await expect(connectLearner({ ...options, address, keys: null })).rejects.toThrow(`The learner at ${address} refuses the connection: it asks for keys; name them with learner.keys.`)
  })
})

test('keys where the learner has none: nothing is said in the clear', async () => {
  await withFakeLearner(() => [], async ({ address, requests }) => {
    await expect(connectLearner({ ...options, address, keys: keys.pipeline })).rejects.toThrow(`The learner at ${address} refuses the connection: it is a learner without keys; start it with --keys.`)
    expect(requests).toEqual([])
  })
})
