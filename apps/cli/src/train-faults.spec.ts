import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { cure, isAlive, recordsOf, root, start, startCure, temporaryFolder } from './cure.spec.fixture.ts'
import { startSampler } from './sampler.spec.fixture.ts'
import { makeWorld } from './world.spec.fixture.ts'

jest.setTimeout(60_000)

const { path: folder, remove } = temporaryFolder()
const { flags, env, tasks } = makeWorld(folder)
afterAll(remove)

/** A run's reports but for their times. */
function untimed(run: string) {
  const file = join(run, 'reports.jsonl')
  return existsSync(file) ? recordsOf(readFileSync(file, 'utf8')).map(({ seconds: _seconds, execution: _execution, ...report }) => report) : []
}

describe('cure train refuses before it starts anything', () => {
  test.concurrent.each([
    ['a folder that is no model', ['--model', '/nowhere'], '/nowhere: is no Hugging Face model folder (it has no config.json); give --model the folder of a causal language model.\n'],
    ['task files that are not there', ['--tasks', '/nowhere/t.jsonl'], '/nowhere/t.jsonl: cannot be read (ENOENT); check the path.\n'],
    ['to resume what is no run', ['--resume', '/nowhere'], '/nowhere: holds no run that can be read (ENOENT: no such file or directory, open \'/nowhere/config.json\'); name the folder of an earlier run.\n'],
  ])('%s', async (_what, args, stderr) => {
    const run = join(folder, 'refused')
    expect(await cure(['train', ...flags, '--run', run, ...args], { env })).toMatchObject({ code: 2, stderr })
    expect(existsSync(run)).toBe(false)
  })

  test.concurrent('a taken port', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      const { code, stdout, stderr } = await start(join(root, 'apps/trainer/dist/main.js'), [...flags, '--port', String(port)], env).ended
      expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `Port ${port} is taken; end what uses it or choose another with --port (0: any).\n` })
    } finally {
      server.close()
    }
  })

  test.concurrent('nothing on --dry-run, and says so', async () => {
    expect(await cure(['train', ...flags, '--dry-run'], { env })).toMatchObject({
      code: 0, stdout: 'The configuration is right: 4 training, 0 held-out and 0 validation tasks, 2 steps of 2 tasks.\n',
    })
  })
})

describe('a sampler that fails', () => {
  test.concurrent.each([
    [500, 10_000, 'answered 500 broken'],
    [null, 300, 'did not answer within 0.3 s'],
  ])('with %p is no server to train with, and ends a sampling', async (status, timeoutMs, reason) => {
    const { baseUrl, close } = await startSampler(status)
    try {
      const run = join(folder, `run-${status}`)
      const common = ['--base-url', baseUrl, '--retries', '1', '--timeout-ms', String(timeoutMs)]
      const [trained, sampled] = await Promise.all([
        cure(['train', ...flags, '--run', run, ...common], { env }),
        cure(['sample', ...flags.slice(0, 8), ...common], { env }),
      ])
      expect(trained).toMatchObject({ code: 2, stderr: `The sampler at ${baseUrl} ${reason}, when it was checked; correct that, then start again.\n` })
      expect(existsSync(join(run, 'config.json'))).toBe(false)
      expect(sampled).toMatchObject({ code: 2, stderr: `No sample of these tasks succeeded: The sampler at ${baseUrl} ${reason}. Correct that, then start again (a run with --resume).\n` })
      expect(recordsOf(sampled.stdout)).toHaveLength(4)
    } finally {
      close()
    }
  })

  test.concurrent('by not being there ends at once', async () => {
    const { baseUrl, close } = await startSampler(500)
    close()
    const said = `${baseUrl}/models: lists no model (ECONNREFUSED); start the server, correct its address, or name the model with --sampler-model (of a tester with --tester-model).\n`
    expect(await cure(['sample', ...flags.slice(0, 8), '--base-url', baseUrl], { env })).toEqual({ code: 2, stdout: '', stderr: said })
  })
})

describe('a run that is stopped', () => {
  /** A run that is within its steps, with the process of its learner. */
  async function startRun(name: string) {
    const run = join(folder, name)
    const running = startCure(['train', ...flags, '--steps', '200', '--evaluation-tasks', tasks, '--run', run], env)
    await running.until(/step 1\/200/)
    const [pid = 0] = readFileSync(`/proc/${running.child.pid}/task/${running.child.pid}/children`, 'utf8').trim().split(' ').map(Number)
    expect(isAlive(pid)).toBe(true)
    return { run, running, learner: pid }
  }

  test.concurrent.each(['SIGINT', 'SIGTERM'] as const)('by %s says how to go on, leaves no process, and goes on', async signal => {
    const { run, running, learner } = await startRun(signal)
    running.child.kill(signal)
    const { code, stderr } = await running.ended
    expect(code).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`Stopped; continue with --resume ${run}.`)
    expect(isAlive(learner)).toBe(false)
    const done = untimed(run)
    const more = await cure(['train', '--resume', run, '--steps', String(done.length + 1)], { env })
    expect(more).toMatchObject({ code: 0, stdout: expect.stringContaining(`step ${done.length + 1}/${done.length + 1}`) as unknown })
    expect(more.stdout).toMatch(/before \| +after \| points/) // The process before saw the first evaluation, this one the last.
    expect(untimed(run).slice(0, done.length)).toEqual(done)
  })

  test.concurrent('by the death of its learner says so, and is not overwritten', async () => {
    const { running, learner, run } = await startRun('killed')
    process.kill(learner, 'SIGKILL')
    const { code, stderr } = await running.ended
    expect(code).toBe(2)
    expect(stderr).toBe(`The learner (process ${learner}) was killed (by a person, or for lack of memory); correct that, then start again (a run with --resume).\n`)
    expect(untimed(run).length).toBeGreaterThan(0)
    expect(await cure(['train', ...flags, '--run', run], { env })).toMatchObject({ code: 2, stderr: `${run}: holds a run already; continue it with --resume ${run}, or name another folder.\n` })
  })

  test.concurrent('by a learner that ends before it answers the bridge says so at once', async () => {
    const brief = join(folder, 'brief')
    writeFileSync(brief, '#!/bin/sh\necho \'{"type": "ready", "http": "http://127.0.0.1:9", "bridge": "tcp://127.0.0.1:9"}\'\nsleep 3\necho no memory >&2\nexit 3\n', { mode: 0o755 })
    const { code, stderr } = await cure(['train', ...flags, '--sampler-model', 'm', '--run', join(folder, 'brief-run')], { env: { CURE_PYTHON: brief } })
    expect(code).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^The learner \(process \d+\) ended by itself with exit code 3 \(it last said: no memory\); correct that, then start again \(a run with --resume\)\.$/)
  })

  test.concurrent('while its learner starts ends at once', async () => {
    const slow = join(folder, 'slow')
    writeFileSync(slow, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
    const running = startCure(['train', ...flags, '--run', join(folder, 'early')], { CURE_PYTHON: slow })
    await running.until(/starting the learner/)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 2, stderr: 'Stopped before the run went on; start it again with the same command.\n' })
  })
})
