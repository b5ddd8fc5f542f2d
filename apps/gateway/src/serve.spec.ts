import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { APIError, OpenAI } from 'openai'
import { readProgram } from '@cure-ts/sampling'
import { Task } from '@cure-ts/records'
import { simulatedAnswers, type Simulation, startSimulation } from '@cure-ts/simulation'
import * as Schema from 'effect/Schema'

jest.setTimeout(180_000)

const root = join(import.meta.dirname, '../../..')
const tasks = readFileSync(join(root, 'datasets/pocket/validation.jsonl'), 'utf8').split('\n').slice(0, 50).map(line => Schema.decodeUnknownSync(Task)(JSON.parse(line)))

/** The command, as soon as it says its address. */
async function serve(args: readonly string[]): Promise<{ child: ChildProcess, baseURL: string, ended: Promise<number | null> }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CURE_')))
  const child = spawn(process.execPath, [join(root, 'apps/gateway/dist/main.js'), '--port', '0', ...args], { cwd: root, env })
  const ended = new Promise<number | null>(done => { child.once('close', done) })
  let said = ''
  const baseURL = new Promise<string>((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const address = /address: (http:\S+\/v1)/.exec(said)?.[1]
        if (address !== undefined) done(address)
      })
    }
    void ended.then(() => fail(new Error(said)))
  })
  return { child, baseURL: await baseURL, ended }
}

/** Processes below one; a thread has children of its own. */
function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(text => text !== '').map(Number))
  return children.flatMap(child => [child, ...descendants(child)])
}

const isAlive = (pid: number) => {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('in front of a model that fails a fifth of its calls', () => {
  const seconds = 60
  let simulation: Simulation
  beforeAll(async () => {
    const answers = simulatedAnswers(tasks, { codeAccuracy: 0.4, pU: 0.9, judgeAccuracy: 1, cells: { p01: 0.2, p00: 0.1 } }, 1)
    simulation = await startSimulation(answers, 0, { rate: 0.2, kinds: ['error', 'busy', 'reset', 'garbage', 'empty', 'hang'], seed: 1 })
  })
  afterAll(() => simulation.close())

  test('50 requests at once are all answered, rightly or with a typed error, within their time; then nothing is left', async () => {
    const { child, baseURL, ended } = await serve(['--base-url', simulation.baseUrl, '--programs', '6', '--tests', '4', '--timeout-ms', '3000', '--max-seconds', `${seconds}`, '--requests-at-once', '8'])
    try {
      const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 })
      const outcomes = await Promise.all(tasks.map(async task => {
        const startedAt = performance.now()
        const outcome = await client.chat.completions.create({ model: 'cure', messages: [{ role: 'user', content: task.question }] }).then(
          answer => ({ code: readProgram(answer.choices[0]!.message.content ?? ''), error: null }),
          (error: unknown) => ({ code: null, error }),
        )
        return { ...outcome, task, seconds: (performance.now() - startedAt) / 1000 }
      }))
      for (const { error } of outcomes) if (error !== null) expect([(error as APIError).status, (error as APIError).code]).toEqual([502, 'upstream_failed'])
      expect(Math.max(...outcomes.map(outcome => outcome.seconds))).toBeLessThan(seconds)
      const right = outcomes.filter(({ code, task }) => code !== null && task.solutions.some(solution => solution.trimEnd() === code.trimEnd()))
      expect(right.length).toBeGreaterThan(25) // 0.95 of those that all calls serve; a call that is answered badly is no answer.
      const children = descendants(child.pid!)
      expect(children.length).toBeGreaterThan(0)
      child.kill('SIGTERM')
      expect(await ended).toBe(0)
      expect(children.filter(isAlive)).toEqual([])
    } finally {
      child.kill('SIGKILL')
    }
  })
})

test('the embedded model answers, curl\'s way', async () => {
  const { child, baseURL, ended } = await serve(['--programs', '4', '--tests', '4'])
  try {
    const body = JSON.stringify({ model: 'cure', messages: [{ role: 'user', content: tasks[0]!.question }] })
    const answer = await (await fetch(`${baseURL}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()
    expect(answer).toMatchObject({ choices: [{ message: { content: expect.stringContaining('print(') as unknown } }], cure: { selected: true, endedBy: 'done', calls: 8, table: { programs: 4, tests: 4 } } })
    const other = await new OpenAI({ baseURL, apiKey: 'none' }).completions.create({ model: 'cure-coder', prompt: `${tasks[0]!.question}\n### Program\n`, max_tokens: 5 })
    expect(other.usage).toMatchObject({ completion_tokens: 5 })
    const children = descendants(child.pid!)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(children.filter(isAlive)).toEqual([])
  } finally {
    child.kill('SIGKILL')
  }
})
