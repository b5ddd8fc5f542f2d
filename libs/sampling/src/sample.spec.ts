import { expect, jest, test } from '@jest/globals'
import { EMPTY, firstValueFrom, from, lastValueFrom, NEVER, of, throwError, toArray } from 'rxjs'
import { concatWith } from 'rxjs/operators'
import * as Schema from 'effect/Schema'
import { CureError, Sampled, Task } from '@cure-ts/records'
import { type Complete, type Completion, type CompletionRequest, PromptRefused } from './completion.ts'
import { sample } from './sample.ts'
import { sampleTests } from './sample-group.ts'
import { samplingConfig } from './sampling-config.ts'

const decodeTask = Schema.decodeUnknownSync(Task)
const taskOf = (id: string | number, more: object = {}) => decodeTask({
  task_id: id,
  question: `Question ${id}`,
  test_input: ['1', '2'],
  test_output: ['3', '4'],
  example_input: ['5'],
  example_output: ['6'],
  solutions: ['print(3)'],
  ...more,
})
const config = { ...samplingConfig.parse({ programs: 2, tests: 3 }), step: 1, policyVersion: 7 }
const prompts = {
  coder: (question: string) => `code ${question}`,
  tester: (question: string, examples: readonly object[]) => `test ${question} ${examples.length}`,
  addSpecialTokens: true,
}
const completionOf = (text: string): Completion => ({ text, promptTokenIds: [1], tokenIds: [2, 3], logprobs: [-1, -2], finishReason: 'stop', policyVersion: null })
const program = '```python\nprint(3)\n```'
const unitTest = '**Test Input:**\n```\n1\n```\n**Test Output:**\n```\n3\n```\n**Explanation:** so'
const fake = () => jest.fn<Complete>(request => Promise.resolve(request.prompts.map(prompt =>
  Array.from({ length: request.n }, () => completionOf(prompt.startsWith('code') ? program : unitTest)))))
const requestsOf = (complete: { mock: { calls: Parameters<Complete>[] } }) => complete.mock.calls.map(([request]) => request)

test('empty', async () => {
  expect(await lastValueFrom(EMPTY.pipe(sample(config, { complete: fake(), prompts }), toArray()))).toEqual([])
})

test('thinking that the prompt opened and the limit cut off: no program and no test, and all of its tokens', async () => {
  const thinking = { ...prompts, coder: () => 'code <think>\n', tester: () => 'test <think>\n' }
  const { programs, tests } = await firstValueFrom(of(taskOf(9)).pipe(sample(config, { complete: fake(), prompts: thinking })))
  expect(programs[0]).toMatchObject({ code: null, response: { text: program, tokenIds: [2, 3] } })
  expect(tests[0]).toMatchObject({ input: null, output: null, response: { text: unitTest, tokenIds: [2, 3] } })
})

test('one', async () => {
  const complete = fake()
  const task = taskOf(9, { test_time_limit: 2, memory_limit_mb: 64, float_output: true, column: 'kept' })
  const sampled = await firstValueFrom(of(task).pipe(sample(config, { complete, prompts })))
  const response = { text: program, promptTokenIds: [1], tokenIds: [2, 3], logprobs: [-1, -2], finishReason: 'stop', policyVersion: 7 }
  const generated = { origin: 'generated', input: '1', output: '3', explanation: 'so', response: { ...response, text: unitTest } }
  expect(sampled).toEqual({
    column: 'kept',
    taskId: '9',
    question: 'Question 9',
    examples: [{ input: '5', output: '6' }],
    exeMethod: 'stdin',
    timeLimitMs: 2000,
    memoryLimitBytes: 64 * 1024 * 1024,
    comparison: 'float',
    prompts: { coder: 'code Question 9', tester: 'test Question 9 1' },
    programs: [{ programId: 'p0', code: 'print(3)', response }, { programId: 'p1', code: 'print(3)', response }],
    tests: [
      { testId: 't0', ...generated },
      { testId: 't1', ...generated },
      { testId: 't2', ...generated },
      { testId: 'g0', origin: 'ground-truth', input: '1', output: '3' },
      { testId: 'g1', origin: 'ground-truth', input: '2', output: '4' },
    ],
  })
  expect(Schema.decodeUnknownSync(Sampled)(structuredClone(sampled))).toEqual(sampled)
  expect(requestsOf(complete)).toEqual([
    { prompts: ['code Question 9'], n: 2, maxTokens: 2048, temperature: 1, topP: 1, topK: 0, seed: expect.any(Number), addSpecialTokens: true },
    { prompts: ['test Question 9 1'], n: 3, maxTokens: 2048, temperature: 1, topP: 1, topK: 0, seed: expect.any(Number), addSpecialTokens: true },
  ])
})

test('many: tasks share requests in their order, and the last group closes with the source', async () => {
  const complete = fake()
  const sampled = await lastValueFrom(from([1, 2, 3].map(id => taskOf(id))).pipe(sample({ ...config, promptsPerRequest: 2 }, { complete, prompts }), toArray()))
  expect(sampled.map(({ taskId }) => taskId)).toEqual(['1', '2', '3'])
  expect(requestsOf(complete).map(request => request.prompts)).toEqual([
    ['code Question 1', 'code Question 2'],
    ['test Question 1 1', 'test Question 2 1'],
    ['code Question 3'],
    ['test Question 3 1'],
  ])
})

test('another model writes the tests where there is one', async () => {
  const [coder, tester] = [fake(), fake()]
  await lastValueFrom(of(taskOf(1)).pipe(sample(config, { complete: coder, completeTests: tester, prompts })))
  expect(requestsOf(coder).map(({ prompts: [prompt] }) => prompt)).toEqual(['code Question 1'])
  expect(requestsOf(tester).map(({ prompts: [prompt] }) => prompt)).toEqual(['test Question 1 1'])
})

test('tests alone are those that programs would have come with', async () => {
  const complete = fake()
  const both = await firstValueFrom(of(taskOf(1)).pipe(sample(config, { complete, prompts })))
  const [alone] = await sampleTests([taskOf(1)], config, { complete, prompts }, new AbortController().signal)
  expect(alone).toEqual(both.tests.filter(({ origin }) => origin === 'generated'))
  expect(requestsOf(complete).map(({ prompts: [prompt] }) => prompt)).toEqual(['code Question 1', 'test Question 1 1', 'test Question 1 1'])
  expect(requestsOf(complete)[2]).toEqual(requestsOf(complete)[1])
})

test('a function\'s name and the task\'s checker go along', async () => {
  const named = jest.fn((question: string, _examples: readonly object[], functionName?: string | null) => `code ${question} ${functionName}`)
  const task = taskOf(1, { exe_method: 'function', function_name: 'add', comparison: 'checker', checker: 'print(1)' })
  const sampled = await firstValueFrom(of(task).pipe(sample(config, { complete: fake(), prompts: { ...prompts, coder: named } })))
  expect(sampled).toMatchObject({ exeMethod: 'function', functionName: 'add', comparison: 'checker', checker: 'print(1)', prompts: { coder: 'code Question 1 add' } })
})

test('unreadable responses keep their place', async () => {
  const complete: Complete = request => Promise.resolve([Array.from({ length: request.n }, () => completionOf('Well.'))])
  const sampled = await firstValueFrom(of(taskOf(1)).pipe(sample(config, { complete, prompts })))
  expect(sampled.programs[0]).toMatchObject({ programId: 'p0', code: null, response: { text: 'Well.' } })
  expect(sampled.tests[0]).toMatchObject({ testId: 't0', input: null, output: null, response: { text: 'Well.' } })
})

test('a request that fails for good makes samples with a failure, and the others go on', async () => {
  const works = fake()
  const complete: Complete = (request, signal) => request.prompts[0] === 'code Question 1' ? Promise.reject(new Error('The sampler gave up.')) : works(request, signal)
  const [first, second] = await lastValueFrom(from([taskOf(1), taskOf(2)]).pipe(sample(config, { complete, prompts }), toArray()))
  expect(first!.programs).toEqual([{ programId: 'p0', code: null, failure: 'The sampler gave up.' }, { programId: 'p1', code: null, failure: 'The sampler gave up.' }])
  expect(first!.tests[0]).toMatchObject({ testId: 't0', input: '1' })
  expect(second!.programs[0]).toMatchObject({ code: 'print(3)' })
})

test('a prompt that the server refuses costs the others of its request nothing', async () => {
  const works = fake()
  const complete = jest.fn<Complete>((request, signal) => request.prompts.includes('code Question 2')
    ? Promise.reject(new PromptRefused('The prompt is too long.'))
    : works(request, signal))
  const tasks = [1, 2, 3].map(id => taskOf(id))
  const sampled = await lastValueFrom(from(tasks).pipe(sample({ ...config, promptsPerRequest: 3 }, { complete, prompts }), toArray()))
  expect(sampled.map(({ programs }) => programs[0]!.failure ?? programs[0]!.code)).toEqual(['print(3)', 'The prompt is too long.', 'print(3)'])
  expect(sampled.map(({ tests }) => tests[0]!.input)).toEqual(['1', '1', '1'])
  expect(requestsOf(complete).map(request => request.prompts.length)).toEqual([3, 3, 1, 1, 1])
})

test('completions that are missing are failures', async () => {
  const sampled = await firstValueFrom(of(taskOf(1)).pipe(sample(config, { complete: () => Promise.resolve([[]]), prompts })))
  expect(sampled.tests[2]).toEqual({ testId: 't2', origin: 'generated', input: null, output: null, failure: 'The sampler gave fewer completions than were asked for.' })
})

test('a fault of the configuration is the stream\'s error and aborts what runs', async () => {
  const signals: AbortSignal[] = []
  const complete: Complete = (request, signal) => {
    signals.push(signal)
    return request.prompts[0]!.startsWith('code') ? Promise.reject(new CureError('No token ids.')) : new Promise(() => undefined)
  }
  await expect(lastValueFrom(of(taskOf(1)).pipe(sample(config, { complete, prompts })))).rejects.toThrow('No token ids.')
  expect(signals.map(signal => signal.aborted)).toEqual([true, true])
})

test('error of the source', async () => {
  await expect(lastValueFrom(throwError(() => new Error('broken')).pipe(sample(config, { complete: fake(), prompts })))).rejects.toThrow('broken')
})

test('never-ending: what is complete comes out, and an early unsubscribe aborts the rest', async () => {
  let signal: AbortSignal | undefined
  const works = fake()
  const complete: Complete = (request, itsSignal) => {
    if (!request.prompts[0]!.endsWith('Question 2')) return works(request, itsSignal)
    signal = itsSignal
    return new Promise(() => undefined)
  }
  const ids: string[] = []
  await new Promise<void>(resolve => {
    const subscription = from([taskOf(2), taskOf(1)]).pipe(concatWith(NEVER), sample(config, { complete, prompts })).subscribe(({ taskId }) => {
      ids.push(taskId)
      queueMicrotask(() => {
        subscription.unsubscribe()
        resolve()
      })
    })
  })
  expect(ids).toEqual(['1'])
  expect(signal?.aborted).toBe(true)
})

test('never more groups in work than allowed', async () => {
  let open = 0
  let most = 0
  const works = fake()
  const complete: Complete = async (request, signal) => {
    open += 1
    most = Math.max(most, open)
    await new Promise(resolve => { setTimeout(resolve, 1) })
    open -= 1
    return works(request, signal)
  }
  await lastValueFrom(from([1, 2, 3, 4, 5].map(id => taskOf(id))).pipe(sample({ ...config, concurrency: 2 }, { complete, prompts }), toArray()))
  expect(most).toBe(4) // Each group asks for its programs and for its tests.
})

test('seeds depend on seed, step, role and tasks, and on nothing else', async () => {
  const seeds = async (changed: object, ids = [1, 2]) => {
    const complete = fake()
    await lastValueFrom(from(ids.map(id => taskOf(id))).pipe(sample({ ...config, ...changed }, { complete, prompts }), toArray()))
    return requestsOf(complete).map(({ seed }: CompletionRequest) => seed)
  }
  const base = await seeds({})
  expect(await seeds({ policyVersion: 8, concurrency: 1 })).toEqual(base)
  expect(new Set([...base, ...await seeds({ seed: 2 }), ...await seeds({ step: 2 }), ...await seeds({}, [3, 4])]).size).toBe(16)
  expect(base.every(seed => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true)
  expect(base[0]).toBe(1510174799) // The first 31 bits of SHA-256 of [1,1,"coder","1"].
})
