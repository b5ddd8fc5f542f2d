import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { createSandbox, sandboxConfig } from '@cure-ts/sandbox'
import { type Complete, PromptRefused } from '@cure-ts/sampling'
import { doublingTests, fakeTester } from './score.spec.fixture.ts'
import { scoreJob } from './score-job.ts'
import type { ScoreJob } from './score-records.ts'
import { type ScoreServer, type ScoreServerOptions, startScoreServer } from './score-server.ts'
import { testSource } from './test-source.ts'

jest.setTimeout(60_000)

const sandbox = createSandbox(sandboxConfig.parse({ lanes: 1, keepOutputs: true }))
const ending = new AbortController()
const never = () => new AbortController().signal
afterAll(async () => {
  ending.abort(new Error('end'))
  await sandbox.close()
})

const right = 'print(2 * int(input()))'
const scoring = (complete?: Complete, remembered = 8) => {
  const { asked, port, config } = fakeTester(doublingTests)
  const testsOf = testSource(config, complete === undefined ? port : { ...port, complete }, remembered, ending.signal)
  return { asked, score: (job: ScoreJob, signal = never()) => scoreJob(job, 'The job', testsOf, sandbox.run, signal) }
}

describe('scores', () => {
  test('are shares of the tests that could be read, each input once', async () => {
    const { score } = scoring()
    expect(await score({ task_id: 7, question: 'Double it.', programs: [right, 'print(2)', 'print(', 'print(7 if input() == "3" else 0)'] })).toEqual({
      task_id: 7,
      scores: [2 / 3, 1 / 3, 0, 1 / 3],
      tests: { asked: 5, used: 3, unreadable: 1, duplicate: 1, failed: 0 },
      passed: [[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 1]],
    })
  })

  test('are of the program in a whole answer; without one the score is 0', async () => {
    const { score } = scoring()
    const { scores } = await score({ question: 'Double it.', responses: [`<think>\`\`\`python\nprint(1)\n\`\`\`</think>\n\`\`\`python\n${right}\n\`\`\``, 'I give up.'] })
    expect(scores).toEqual([2 / 3, 0])
  })

  test('are unknown where no test is there, with the reason', async () => {
    const { score } = scoring(() => Promise.reject(new PromptRefused('The prompt is too long.')))
    expect(await score({ question: 'Double it.', programs: [right] })).toEqual({
      task_id: null, scores: [null], passed: [[]], failure: 'The prompt is too long.', tests: { asked: 5, used: 0, unreadable: 0, duplicate: 0, failed: 5 },
    })
  })
})

describe('tests of a task', () => {
  test('are sampled once, also for those who ask while they are on their way, and tasks share requests', async () => {
    const { asked, score } = scoring()
    const results = await Promise.all(['a', 'b', 'a', 'a'].map(question => score({ question, programs: [right] })))
    expect(results.map(({ scores }) => scores[0])).toEqual(Array(4).fill(2 / 3))
    await score({ question: 'b', programs: [right] })
    expect(asked.map(({ prompts }) => prompts)).toEqual([['a', 'b']])
  })

  test('that failed are asked for again, and the oldest are forgotten', async () => {
    let fails = true
    const { port } = fakeTester(doublingTests)
    let requests = 0
    const { score } = scoring((request, signal) => {
      requests += 1
      return fails ? Promise.reject(new Error('down')) : port.complete(request, signal)
    }, 1)
    expect((await score({ question: 'a', programs: [right] })).failure).toBe('down')
    fails = false
    for (const question of ['a', 'a', 'b', 'a']) expect((await score({ question, programs: [right] })).scores).toEqual([2 / 3])
    expect(requests).toBe(4)
  })

  test('are waited for no longer than the caller stays', async () => {
    const { score } = scoring(() => new Promise(() => undefined))
    const controller = new AbortController()
    const waiting = score({ question: 'a', programs: [right] }, controller.signal)
    controller.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
  })
})

describe('the server', () => {
  let server: ScoreServer
  const servers: ScoreServer[] = []
  const serve = async (changed: Partial<ScoreServerOptions> = {}) => {
    const { score } = scoring()
    const started = await startScoreServer({
      host: '127.0.0.1', port: 0, token: null, atOnce: 4, waiting: 8, score: (job, _, signal) => score(job, signal), run: sandbox.run, log: () => undefined, ...changed,
    })
    servers.push(started)
    return started
  }
  beforeAll(async () => { server = await serve() })
  afterAll(async () => { for (const each of servers) await each.close() })
  const post = async (path: string, body: unknown, { url = server.url, headers = {} }: { url?: string, headers?: Record<string, string> } = {}) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
    return { status: response.status, body: await response.json() as Record<string, unknown> }
  }

  test('scores, and names what is wrong in a request', async () => {
    expect(await post('/score', { question: 'Double it.', programs: [right] })).toMatchObject({ status: 200, body: { scores: [2 / 3], tests: { used: 3 } } })
    for (const [body, error] of [
      [{ programs: [right] }, 'The request: field question: Required and missing.'],
      [{ question: 'Q', programs: [7] }, 'The request: field programs.0: Expected string.'],
      [{ question: 'Q' }, 'The request: field programs: Expected programs or responses, one of them.'],
      [{ question: 'Q', programs: [], exe_method: 'function' }, 'The request: field function_name: Expected a name, since exe_method is function.'],
    ] as const) expect(await post('/score', body)).toMatchObject({ status: 422, body: { error } })
  })

  test('answers OpenRLHF: queries that begin with their prompt, and tasks from labels', async () => {
    const answer = `\`\`\`python\n${right}\n\`\`\``
    const { body } = await post('/get_reward', { query: [`<user>Q1${answer}`, 'Q2 no program', `Q1${answer}`], prompts: ['<user>Q1', 'Q2', 'Q1'], labels: ['Double it.', '{"question": "Double it, too."}', 'Double it.'] })
    expect(body).toEqual({ rewards: [2 / 3, 0, 2 / 3], scores: [2 / 3, 0, 2 / 3], extra_logs: { score_unknown: [0, 0, 0], tests_used: [3, 3, 3] } })
    expect(await post('/get_reward', { query: ['a'], prompts: [] })).toMatchObject({ status: 422 })
  })

  const run = async (changed: object) => (await post('/run_code', { code: 'print(input())', language: 'python', stdin: 'hi', compile_timeout: 10, run_timeout: 5, memory_limit_MB: 512, files: {}, fetch_files: [], ...changed })).body

  test('runs programs as SandboxFusion does', async () => {
    const ran = (run_result: object) => ({ compile_result: null, executor_pod_name: null, files: {}, message: '', run_result: expect.objectContaining(run_result) })
    expect(await run({})).toEqual({ status: 'Success', ...ran({ status: 'Finished', return_code: 0, stdout: 'hi\n', stderr: '', execution_time: expect.any(Number) }) })
    const zero = /^Traceback \(most recent call last\):\n {2}File "main\.py", line 2, in <module>\n {4}1\/0\n(.*\n)?ZeroDivisionError: division by zero\n$/
    expect(await run({ code: 'print("so far")\n1/0' })).toEqual({ status: 'Failed', ...ran({ status: 'Finished', return_code: 1, stdout: 'so far\n', stderr: expect.stringMatching(zero) }) })
    expect(await run({ code: 'print(' })).toEqual({ status: 'Failed', ...ran({ status: 'Finished', return_code: 1, stderr: expect.stringMatching(/^ {2}File "main\.py", line 1\n {4}print\(\n[^]*SyntaxError: .*\n$/) }) })
    expect(await run({ code: 'while True: pass', run_timeout: 0.3 })).toEqual({ status: 'Failed', ...ran({ status: 'TimeLimitExceeded', return_code: null }) })
    expect(await run({ code: 'print(1)', stdin: null, memory_limit_MB: -1 })).toMatchObject({ status: 'Success', run_result: { stdout: '1\n' } })
    expect((await post('/run', { code: 'print(2)', language: 'python' })).body).toMatchObject({ status: 'Success', run_result: { stdout: '2\n' } })
  })

  test.each([
    ['both streams', 'import sys\nprint("ü", file=sys.stderr)\nprint(1)\nsys.stderr.write("é\\n")', 0, '1\n', 'ü\né\n'],
    ['a message of sys.exit', 'import sys\nprint(1)\nsys.exit("bad input")', 1, '1\n', 'bad input\n'],
    ['an exit code', 'import sys, logging\nlogging.warning("w")\nsys.exit(3)', 1, '', 'WARNING:root:w\n'],
    ['its own name, and nothing of ours', 'def f(): pass\nprint(__name__, [name for name in globals() if name[:2] != "__"])', 0, '__main__ [\'f\']\n', ''],
    ['hooks at its end, and threads', 'import atexit, sys, threading\natexit.register(lambda: print("hook", file=sys.stderr))\nthreading.Timer(0.05, lambda: print("late", file=sys.stderr)).start()', 0, '', 'late\nhook\n'],
    ['an end without hooks', 'import os, sys\nprint("lost", file=sys.stderr)\nos._exit(0)', 0, '', ''],
    ['no end', 'import sys\nprint("seen", flush=True)\nwhile True: pass', null, 'seen\n', 'The program met its time limit.'],
    ['a stream of its own', 'import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer)\nprint("mine")\nprint("e", file=sys.stderr)', 0, 'mine\n', 'e\n'],
    ['emoji and a future import', 'from __future__ import annotations\nimport sys\nprint("\u{1f600}", "\\t\\\\")\nraise ValueError("\u{1f600}")', 1, '\u{1f600} \t\\\n', expect.stringMatching(/line 4, in <module>\n    raise ValueError\("\u{1f600}"\)\nValueError: \u{1f600}\n$/u)],
  ])('standard error of %s', async (_, code, return_code, stdout, stderr) => {
    expect(await run({ code, run_timeout: 0.3 })).toMatchObject({ run_result: { return_code, stdout, stderr } })
  })

  test('refuses what it does not run in SandboxFusion\'s form, and a request without code as its server does', async () => {
    expect(await run({ language: 'cpp' })).toEqual({ status: 'SandboxError', message: 'Language cpp is not run here; there is python.', compile_result: null, run_result: null, executor_pod_name: null, files: {} })
    expect(await run({ files: { 'a.txt': 'aGk=' } })).toMatchObject({ status: 'SandboxError', message: 'Files are not taken or given back here: programs have no writable folder.' })
    expect(await post('/run_code', { language: 'python' })).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'code'] }] } })
  })

  test('lets so many wait and sends the others back', async () => {
    let release = () => undefined as void
    const held = new Promise<void>(resolve => { release = resolve })
    const { url } = await serve({ atOnce: 1, waiting: 1, score: async () => { await held; throw new Error('secret') } })
    const [first, second] = [post('/score', { question: 'Q', programs: [] }, { url }), post('/score', { question: 'Q', programs: [] }, { url })]
    for (;;) {
      const { running, waiting } = await (await fetch(`${url}/health`)).json() as { running: number, waiting: number }
      if (running === 1 && waiting === 1) break
    }
    expect(await post('/score', { question: 'Q', programs: [] }, { url })).toEqual({ status: 429, body: { error: '1 requests wait already; ask again later.' } })
    release()
    for (const each of await Promise.all([first, second])) expect(each).toEqual({ status: 500, body: { error: 'This server failed; its log says how.' } })
  })

  test('answers its own machine only, or who brings the token', async () => {
    await expect(serve({ host: '0.0.0.0' })).rejects.toThrow('--host 0.0.0.0 lets others run programs here; set a token in CURE_SCORE_TOKEN.')
    const { url } = await serve({ token: 'a token of length' })
    const body = { code: 'print(1)', language: 'python' }
    expect((await post('/run', body, { url })).status).toBe(401)
    expect((await post('/run', body, { url, headers: { authorization: 'Bearer a token of lengtH' } })).status).toBe(401)
    expect((await post('/run', body, { url, headers: { authorization: 'Bearer a token of length' } })).status).toBe(200)
    // A page of another site: a name that was pointed here, or a form that needs no leave to be sent.
    const { port } = new URL(server.url)
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      void import('node:http').then(({ request }) => request({ host: '127.0.0.1', port, path: '/health', headers: { host: 'evil.example' } }, response => resolve(response.resume().statusCode)).on('error', reject).end())
    })
    expect(rebound).toBe(403)
    const form = await fetch(`${server.url}/run`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain' } })
    expect(form.status).toBe(415)
  })
})
