import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { readResult } from '@cure-ts/benchmarks'
import { loadTasks } from '@cure-ts/pipeline'
import { resolveConfig } from '@cure-ts/trainer'
import { type ChatServer, startChatServer } from '../chat-server.spec.fixture.ts'
import { captured } from '../captured.spec.fixture.ts'
import { cure, startCure, temporaryFolder } from '../cure.spec.fixture.ts'
import { withApi } from '../evaluate/api-flags.ts'
import { evaluateModel } from '../evaluate-model.ts'
import { echoTasks } from '../world.spec.fixture.ts'

jest.setTimeout(180_000)

describe('cure evaluate --api', () => {
  const { path: folder, remove } = temporaryFolder()
  const servers: ChatServer[] = []
  afterAll(() => {
    for (const server of servers) server.close()
    remove()
  })
  const serve = async (...args: Parameters<typeof startChatServer>) => {
    const server = await startChatServer(...args)
    servers.push(server)
    return server
  }
  const tasks = join(folder, 'tasks.jsonl')
  writeFileSync(tasks, echoTasks(12))
  const config = join(folder, 'cure.yaml')
  writeFileSync(config, 'sampler: { prices: { big: { prompt: 1, completion: 10 } } }\nsampling: { concurrency: 2 }\nsandbox: { lanes: 1 }\n')
  const args = (api: string, ...more: string[]) => ['evaluate', '--api', api, '--model', 'big', '--tasks', tasks, '--config', config, '--programs', '4', '--tests', '2', ...more]
  const said = captured('stderr')

  /** In this process. */
  const evaluateHere = async ({ model = 'big', ...api }: { api: string, model?: string, testerApi?: string }, settings: Record<string, string> = {}, limit = Infinity) => {
    const flags = withApi(new Map(Object.entries({ model, tasks, 'sampling.programs': '4', 'sampling.tests': '2', ...settings })), api)
    process.env['OPENAI_API_KEY'] = env.OPENAI_API_KEY
    try {
      return await evaluateModel((await resolveConfig({ file: config, env: {}, flags })).config, [tasks], await loadTasks([tasks], limit))
    } finally {
      delete process.env['OPENAI_API_KEY']
    }
  }
  const env = { OPENAI_API_KEY: 'secret' }

  test('an evaluation that is stopped goes on where it was, and asks for nothing twice', async () => {
    const { api, answered } = await serve(undefined, 40)
    const [cache, out] = [join(folder, 'stopped'), join(folder, 'stopped-result')]
    const stopped = startCure(args(api, '--cache', cache), env)
    while (answered.length < 7) await new Promise(resolve => { setTimeout(resolve, 5) })
    stopped.child.kill('SIGINT')
    const { code, stderr } = await stopped.ended
    expect({ code, said: stderr.split('\n').at(-2) }).toEqual({ code: 2, said: `Stopped; the answers so far are in ${cache}, and the same command goes on from there.` })
    const before = answered.length
    expect(before).toBeLessThan(24)
    const resumed = await cure(args(api, '--cache', cache, '--out', out), { env })
    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toMatch(new RegExp(`^To ask: \\d+ answers in ${24 - before} requests \\(\\d+ answers are cached\\)`))
    expect(answered).toHaveLength(24) // A request for the programs and one for the tests of twelve tasks.
    expect(new Set(answered.map(body => JSON.stringify(body))).size).toBe(24)
    const { usage, figures, model, counts } = await readResult(join(out, 'result.json'))
    expect(model).toBe('big')
    expect(figures).toMatchObject({ codeAccuracy: { value: 1 }, unitTestAccuracy: { value: 1 } }) // What it thought was wrong.
    expect(counts).toMatchObject({ programs: 48, programTokens: 480, tests: 24, testTokens: 240 })
    expect(usage!.paid.requests + usage!.cached.requests).toBe(24)
    expect(usage!.paid.dollars! + usage!.cached.dollars!).toBeCloseTo((24 * 5 + 720 * 10) / 1e6)
  })

  test('429, 500, slow, truncated and malformed answers lose nothing', async () => {
    const { api, answered, keys } = await serve((response, attempt) => {
      const faults = [
        () => response.writeHead(429, { 'retry-after': '0.01' }).end('{}'),
        () => response.writeHead(500).end('oh'),
        () => undefined, // The client gives it up.
        () => response.writeHead(200, { 'content-length': '500' }).write('{"choices"', () => response.socket?.destroy()),
        () => response.writeHead(200).end('{"choices": [{"message"'),
        () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [], "usage": null}'),
      ]
      const fault = attempt % 3 === 1 ? faults[(attempt - 1) / 3] : undefined
      fault?.()
      return fault !== undefined
    })
    const { counts, figures } = await evaluateHere({ api }, { 'sampling.timeoutMs': '3000' })
    expect(counts).toMatchObject({ programsFailed: 0, testsFailed: 0, programs: 48, tests: 24 })
    expect(figures).toMatchObject({ codeAccuracy: { value: 1, tasks: 12 } })
    expect(answered).toHaveLength(24)
    expect(keys).toHaveLength(30)
    expect(new Set(keys)).toEqual(new Set(['Bearer secret']))
  })

  test('another model at another address writes the tests, with a key of its own', async () => {
    const [coder, tester] = [await serve(), await serve()]
    const result = await evaluateHere({ api: coder.api, testerApi: `${tester.api}/` }, { 'sampler.testerModel': 'small', 'sampler.reasoningEffort': 'low' })
    expect(result).toMatchObject({ model: 'big', tester: 'small', settings: { reasoningEffort: 'low' }, usage: { paid: { requests: 24, dollars: null } } })
    expect([coder, tester].map(({ answered, keys }) => [answered.length, answered[0]!.model, keys[0]])).toEqual([[12, 'big', 'Bearer secret'], [12, 'small', 'Bearer none']])
    expect(coder.answered[0]).toMatchObject({ reasoning_effort: 'low' })
  })

  test('what may cost too much is refused before the first request, and measured answers make the estimate', async () => {
    const { api, answered } = await serve()
    const cached = { 'sampler.cache': join(folder, 'dear') }
    await expect(evaluateHere({ api }, { ...cached, 'sampler.maxCost': '0.01' }))
      .rejects.toThrow(/^The evaluation would cost about \$1\.4\d if its answers were as long as they may be, and --max-cost is \$0\.01; raise it,/)
    expect(said.text).toMatch(/^To ask: 72 answers in 24 requests \(0 answers are cached\), about \d+ prompt and at most 147456 completion tokens, \$1\.4\d+\.\n$/)
    expect(answered).toHaveLength(0)
    await evaluateHere({ api }, cached, 8)
    const before = answered.length
    // Ten tokens an answer: the estimate allows it, but what an answer may cost at most is more than is left.
    await expect(evaluateHere({ api }, { ...cached, 'sampler.maxCost': '0.02' }))
      .rejects.toThrow(/^Stopped after \$0\.0000: the next request may cost \$0\.0\d+, and the limit is \$0\.02; start again with a higher maxCost/)
    expect(said.text).toMatch(/about 240 completion tokens, \$0\.00\d+\.\n$/)
    expect(answered).toHaveLength(before)
    await evaluateHere({ api }, { ...cached, 'sampler.maxCost': '0.5' })
    expect(answered).toHaveLength(24)
    await expect(evaluateHere({ api, model: 'other' }, { 'sampler.maxCost': '1' })).rejects.toThrow(/^--max-cost is set, but a price is not known; add it to sampler\.prices/)
  })

  test('the model has to be named', () => {
    expect(() => withApi(new Map(), { api: 'http://127.0.0.1:1/v1' })).toThrow('--api needs the name that the server gives the model: say it with --model (cure score: --tester).')
  })
})
