import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { findPython } from '@cure-ts/pipeline'
import { type StartedLearner, startLearner } from '@cure-ts/trainer-bridge'
import { cure, recordsOf, root, start, temporaryFolder } from '../cure.spec.fixture.ts'

jest.setTimeout(180_000)

/** What must be found nowhere. */
const secrets = {
  CURE_LEARNER_TOKEN: 'the-learners-own-token', OPENAI_API_KEY: 'sk-of-the-coder-0123456789', TESTER_API_KEY: 'sk-of-the-tester-0123456789',
  CURE_GATEWAY_TOKEN: 'the-gateways-own-token', CURE_SCORE_TOKEN: 'the-scorers-own-token', HF_TOKEN: 'hf_0123456789abcdef', WANDB_API_KEY: 'wandb0123456789abcdef',
}

/** An address by which other machines reach this one, where there is one. */
const host = Object.values(networkInterfaces()).flat().find(each => each?.family === 'IPv4' && !each.internal)?.address ?? '127.0.0.1'

const { path: folder, remove } = temporaryFolder()
const keys = join(folder, 'keys')
const said: string[] = []
let learner: StartedLearner
let where: string[]

beforeAll(async () => {
  const { code, stdout, stderr } = await cure(['keys', '--out', keys])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  said.push(stdout)
  learner = await startLearner({
    command: [findPython(), '-m', 'cure_learner', 'serve', '--model', join(root, 'models/pocket'), '--http', '0.0.0.0:0', '--bridge', 'tcp://0.0.0.0:0', '--keys', join(keys, 'learner'), '--threads', '1'],
    env: secrets,
    readyTimeoutMs: 120_000,
    onLog: line => said.push(line),
  })
  where = ['--address', learner.bridge!.replace('0.0.0.0', host), '--http-url', learner.http.replace('0.0.0.0', host)]
})
afterAll(async () => {
  await learner.stop()
  remove()
})

const flagsOf = (run: string, side = 'pipeline') => [
  ...where, '--keys', join(keys, side), '--tasks', join(root, 'datasets/pocket/train.jsonl'), '--model', join(root, 'models/pocket'), '--evaluation-tasks', 'null',
  '--validation-tasks', 'null', '--steps', '1', '--tasks-per-step', '2', '--programs', '4', '--tests', '4', '--lanes', '1', '--run', join(folder, run),
]

/** The text of every file, decompressed where it is compressed. */
function textsIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map(name => join(path, name)).filter(file => statSync(file).isFile())
    .map(file => (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)).toString('latin1'))
}

function expectNoSecretIn(texts: readonly string[]): void {
  const curve = ['learner/learner.key_secret', 'pipeline/pipeline.key_secret'].map(file => /secret-key = "(.{40})"/.exec(readFileSync(join(keys, file), 'utf8'))![1]!)
  for (const secret of [...Object.values(secrets), ...curve]) expect(texts.filter(text => text.includes(secret))).toEqual([])
}

describe('a learner that is reached with keys and a token', () => {
  test('trains, and no secret is told or written', async () => {
    const running = start(join(root, 'apps/trainer/dist/main.js'), [...flagsOf('run'), '--port', '0'], secrets)
    await running.until(/Events at \S+\/events/)
    const url = /Events at (\S+)\/events/.exec(running.stderr())![1]!
    await running.until(/The run is done/)
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const listening = await fetch(`${url}/events`)
    running.child.kill('SIGTERM')
    const { code, stdout, stderr } = await running.ended
    const events = await listening.text()
    const written = textsIn(join(folder, 'run'))
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('step 1/1') })
    expect(metrics).toMatch(/cure_step 1/)
    expect(events).toMatch(/event: step/)
    expect(written.some(text => text.includes('"coder/loss"'))).toBe(true)
    expectNoSecretIn([...written, ...said, stdout, stderr, metrics, events])
  })

  test('refuses who lacks the one or the other, in a sentence without a secret', async () => {
    const [noToken, otherToken, noKeys, otherKeys] = await Promise.all([
      cure(['train', ...flagsOf('no-token')]),
      cure(['train', ...flagsOf('other-token')], { env: { ...secrets, CURE_LEARNER_TOKEN: 'another-token-of-length' } }),
      cure(['train', ...flagsOf('no-keys'), '--keys', 'null'], { env: secrets }),
      cure(['train', ...flagsOf('other-keys', 'learner')], { env: secrets }),
    ])
    expect(noToken).toMatchObject({ code: 2, stderr: expect.stringContaining('/v1/models: lists no model (it answered 401)') })
    expect(otherToken).toMatchObject({ code: 2, stderr: expect.stringContaining('/v1/models: lists no model (it answered 401)') })
    expect(noKeys).toMatchObject({ code: 2, stderr: expect.stringMatching(/(give|name them with) learner\.keys/) })
    expect(otherKeys).toMatchObject({ code: 2, stderr: expect.stringContaining('pipeline.key_secret: cannot be read (ENOENT)') })
    expectNoSecretIn([noToken, otherToken, noKeys, otherKeys].map(({ stdout, stderr }) => stdout + stderr))
  })
})

test('a key that its server repeats is told to nobody', async () => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(request.url === '/v1/models' ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ data: [{ id: 'm' }], error: { message: `${request.headers.authorization} is not known here` } }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const { code, stderr, stdout } = await cure(['sample', '--base-url', baseUrl, '--tasks', join(root, 'datasets/pocket/train.jsonl'), '--limit', '1', '--programs', '1', '--tests', '1'], { env: secrets })
  server.close()
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('refuses the API key (401 Bearer (our key) is not known here)') })
  expectNoSecretIn([stdout, stderr])
})

test('keys need a new folder', async () => {
  expect(await cure(['keys', '--out', keys, '--json'])).toMatchObject({ code: 2, stdout: '', stderr: `${keys}: is there already, and keys are never overwritten; name a new folder.\n` })
  const { code, stdout } = await cure(['keys', '--out', join(folder, 'more'), '--json'])
  expect({ code, folders: recordsOf(stdout) }).toEqual({ code: 0, folders: [{ learner: join(folder, 'more/learner'), pipeline: join(folder, 'more/pipeline') }] })
})
