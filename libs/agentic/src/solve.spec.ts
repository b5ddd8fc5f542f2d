import { describe, expect, test } from '@jest/globals'
import { CureError, type Task } from '@cure-ts/records'
import { EMPTY, from, lastValueFrom, NEVER, throwError, toArray } from 'rxjs'
import { agenticConfig } from './agentic-config.ts'
import { program, run, scripted, solved, task, unitTest } from './fakes.spec.fixture.ts'
import type { Ask } from './ports.ts'
import { solve } from './solve.ts'

const config = agenticConfig.parse({ programs: 1, tests: 1, tasksAtOnce: 2 })
const ask: Ask = async ({ template }) => [{ text: template === 'coder' ? program('42') : unitTest('x', '42'), promptTokens: 1, tokens: 1 }]
const tasksOf = (count: number): Task[] => Array.from({ length: count }, (_, index) => ({ ...task, task_id: `${index}` }))

describe('solve', () => {
  test.each([[0], [1], [5]])('%i tasks end each', async count => {
    const ends = await lastValueFrom(from(tasksOf(count)).pipe(solve(config, { ask, run }, () => undefined), toArray()))
    expect(ends.map(({ taskId, correct }) => [taskId, correct])).toEqual(tasksOf(count).map(({ task_id }) => [task_id, true]))
  })

  test('an error of the source passes, and none are no ends', async () => {
    await expect(lastValueFrom(throwError(() => new Error('broken')).pipe(solve(config, { ask, run }, () => undefined)))).rejects.toThrow('broken')
    expect(await lastValueFrom(EMPTY.pipe(solve(config, { ask, run }, () => undefined), toArray()))).toEqual([])
    NEVER.pipe(solve(config, { ask, run }, () => undefined)).subscribe().unsubscribe()
  })

  test('works on so many tasks at once and no more, and unsubscribing aborts them', async () => {
    const signals: AbortSignal[] = []
    const subscription = from(tasksOf(5)).pipe(solve(config, { run, ask: (_request, signal) => {
      signals.push(signal)
      return new Promise(() => undefined)
    } }, () => undefined)).subscribe()
    await new Promise(resolve => { setTimeout(resolve, 10) })
    expect(signals).toHaveLength(4) // Two tasks, a request for programs and one for tests each.
    subscription.unsubscribe()
    expect(signals.every(({ aborted }) => aborted)).toBe(true)
  })
})

describe('limits', () => {
  const script = { coder: [[program('42')]], tester: [[unitTest('x', '42')]] }

  test('too few calls for anything: nothing is chosen, which is wrong', async () => {
    const { end } = await solved({ programs: 2, tests: 2, maxCalls: 1 }, scripted(script))
    expect(end).toMatchObject({ endedBy: 'calls', code: null, correct: false })
  })

  test('no tests for want of calls, or of a tester: the first program that can be read stands', async () => {
    const { end } = await solved({ programs: 1, tests: 1, maxCalls: 1 }, scripted(script))
    expect(end).toMatchObject({ endedBy: 'calls', code: '42', correct: true })
    const broken = await solved({ programs: 2, tests: 1 }, { ask: async ({ role }) => {
      if (role === 'tester') throw new Error('The tester gave up.')
      return [{ text: 'No code.', promptTokens: 1, tokens: 1 }, { text: program('42'), promptTokens: 1, tokens: 1 }]
    } })
    expect(broken.end).toMatchObject({ endedBy: 'failure', failure: 'The tester gave up.', code: '42', correct: true })
  })

  test('money that is used up ends the calls; a coder and a tester have prices of their own', async () => {
    const prices = { coder: { prompt: 1e5, completion: 1e6 }, tester: { prompt: 0, completion: 2e5 } }
    const { end } = await solved({ pipeline: 'iterative-tests', programs: 1, tests: 1, prices, maxCost: 12.5 }, scripted({ ...script, 'repair-test': [[unitTest('x', '42')]] }))
    expect(end).toMatchObject({ endedBy: 'cost', code: '42', calls: 2, cost: 5 * 0.1 + 10 + 10 * 0.2 })
  })

  test('tokens that are used up end the calls', async () => {
    const coder = [[program('42')]]
    const { end } = await solved({ pipeline: 'iterative-tests', programs: 1, tests: 1, maxTokens: 20 }, scripted({ ...script, coder, 'repair-test': [[unitTest('x', '42')]] }))
    expect(end).toMatchObject({ endedBy: 'tokens', code: '42', calls: 2, promptTokens: 10, tokens: 20 })
  })

  test('time that is used up ends with the best so far', async () => {
    const { ask: answer } = scripted(script)
    const { end } = await solved({ pipeline: 'iterative-tests', programs: 1, tests: 1, maxSeconds: 0.3 }, {
      ask: (request, signal) => request.template === 'repair-test' ? new Promise(() => undefined) : answer(request, signal),
    })
    expect(end).toMatchObject({ endedBy: 'time', code: '42', correct: true, calls: 3 })
    expect(end.seconds).toBeLessThan(5)
  })

  test('a model that never answers is not waited for', async () => {
    const { end, events } = await solved({ maxSeconds: 0.05 }, { ask: () => new Promise(() => undefined) })
    expect(end).toMatchObject({ endedBy: 'time', code: null })
    expect(end.seconds).toBeLessThan(5)
    expect(events.map(({ event }) => event)).toEqual(['start', 'end'])
  })
})

describe('faults', () => {
  test('a model that fails ends the task with its sentence', async () => {
    const { end } = await solved({}, { ask: () => Promise.reject(new Error('The sampler gave up.')) })
    expect(end).toMatchObject({ endedBy: 'failure', failure: 'The sampler gave up.', correct: false })
  })

  test('a fault of the configuration is an error', async () => {
    await expect(solved({}, { ask: () => Promise.reject(new CureError('Wrong key.')) })).rejects.toThrow('Wrong key.')
    const forgetful = async (...args: Parameters<typeof run>) => ({ ...await run(...args), outputs: undefined })
    await expect(solved({ programs: 1, tests: 1 }, { ask, run: forgetful })).rejects.toThrow('give them a sandbox that keeps them')
  })

  test('what the sandbox does not know decides nothing', async () => {
    const missing = async (...args: Parameters<typeof run>) => {
      const result = await run(...args)
      return { ...result, verdicts: result.verdicts.map(row => row.map(() => 'missing' as const)) }
    }
    expect((await solved({ programs: 1, tests: 1 }, { ask, run: missing })).end.correct).toBeNull()
  })
})
