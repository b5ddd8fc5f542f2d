import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Task } from '@cure-ts/records'
import { simulatedAnswers } from './simulated-answers.ts'
import { type Simulation, startSimulation } from './start-simulation.ts'

jest.setTimeout(30_000)

const taskOf = (task_id: string, question: string, more: Partial<Task> = {}): Task => ({
  task_id, question, test_input: ['1 2'], test_output: ['3'], example_input: [], example_output: [], test_time_limit: 1, memory_limit_mb: 64,
  exe_method: 'stdin', solutions: [`print("${task_id}")`], wrong_solutions: ['print(0)'], tags: [], ...more,
})
const tasks = [taskOf('sum', 'Print the sum.'), taskOf('longer', 'Print the sum. Twice.')]
const recorded = { codeAccuracy: 0.5, pU: 0.5, judgeAccuracy: 0.75, cells: null }

describe('the simulation', () => {
  let simulation: Simulation
  beforeAll(async () => { simulation = await startSimulation(simulatedAnswers(tasks, recorded, 1), 0) })
  afterAll(() => simulation.close())

  const ask = async (body: unknown) => {
    const response = await fetch(`${simulation.baseUrl}/completions`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
    return { status: response.status, body: await response.json() as { choices: { text: string, finish_reason: string, token_ids: number[] }[], error: { message: string } } }
  }
  const texts = async (body: unknown) => (await ask(body)).body.choices.map(({ text }) => text)

  test('answers a coder with programs of the task in the prompt, right and wrong', async () => {
    const programs = await texts({ prompt: 'Solve: Print the sum. Twice. End with ```python', n: 40, seed: 3 })
    expect(new Set(programs)).toEqual(new Set(['```python\nprint("longer")\n```\n', '```python\nprint(0)\n```\n']))
  })

  test('answers a tester with tests, each with an input of its own', async () => {
    const tests = await texts({ prompt: ['Print the sum. **Test Input:**'], n: 40 })
    expect(new Set(tests).size).toBe(40)
    expect(tests.filter(text => /Test Input:\*\*\n```\n1 2\n[ \t]{24}\n```\n\n\*\*Test Output:\*\*\n```\n3\n/.test(text)).length).toBeGreaterThan(5)
    expect(tests.filter(text => /\n3 0\n/.test(text)).length).toBeGreaterThan(5)
  })

  test('answers a judge, who prefers the right program as often as was set, wherever it stands', async () => {
    const judge = (a: string, b: string) => texts({ prompt: `Print the sum. Twice.\nProgram A:\n${a}\nProgram B:\n${b}\n**Answer:**`, n: 200 })
    const share = (answers: readonly string[], side: string) => answers.filter(text => text === `**Answer:** ${side}\n`).length / answers.length
    expect(Math.abs(share(await judge('print("longer")', 'print(0)'), 'A') - 0.75)).toBeLessThan(0.1)
    expect(Math.abs(share(await judge('print(0)', 'print("longer")'), 'B') - 0.75)).toBeLessThan(0.1)
    expect(share(await judge('print(0)', 'print(1)'), 'tie')).toBe(1)
  })

  test('answers who asks for a specification with programs that check an output', async () => {
    const specifications = await texts({ prompt: 'Print the sum. It ends with exit code 0 if the output is right.', n: 20 })
    expect(new Set(specifications.map(text => /sys\.exit\((.*)\)\n/.exec(text)![1]))).toEqual(new Set(['0', '0 if expected is not None and expected.split() == case["output"].split() else 1']))
  })

  test('answers who asks for plans, for a choice among them, and for several tests', async () => {
    expect(await texts({ prompt: 'Print the sum. **Plan:** the plan' })).toEqual([expect.stringMatching(/^\*\*Plan:\*\*\n.+\n\n\*\*Plan:\*\*\n/)])
    expect(await texts({ prompt: 'Print the sum.\nPlan 1:\nloop\nPlan 2:\nsort\n**Answer:** the number' })).toEqual(['**Answer:** 1\n'])
    const [several] = await texts({ prompt: 'Print the sum. Write six new tests. **Test Input:**' })
    expect(several!.match(/\*\*Test Output:\*\*/g)).toHaveLength(6)
  })

  test('answers the same to the same request, and else another', async () => {
    const base = { prompt: 'Print the sum. ### Test', n: 8, seed: 1 }
    expect(await texts(base)).toEqual(await texts(base))
    expect(await texts(base)).not.toEqual(await texts({ ...base, seed: 2 }))
  })

  test('cuts at the token limit, with an id a token', async () => {
    const [choice] = (await ask({ prompt: 'Print the sum. Test Input', max_tokens: 2 })).body.choices
    expect(choice).toMatchObject({ text: '**Test Input:**\n```\n', finish_reason: 'length', token_ids: [expect.any(Number), expect.any(Number)] })
  })

  test.each([
    [{ prompt: 'What?' }, 400, 'The simulation knows no task with the question of this prompt.'],
    [{ prompt: 7 }, 400, 'the request: field prompt: '],
    [{ prompt: 'Print the sum.', n: 1e9 }, 400, 'the request: field n: '],
    ['{', 400, 'the request: Expected JSON.'],
  ])('%j is refused', async (body, status, message) => {
    const refused = await ask(body)
    expect(refused).toMatchObject({ status, body: { error: { message: expect.stringContaining(message) as unknown } } })
  })
})

test.each([
  [taskOf('f', 'q', { exe_method: 'function' }), 'Task f is not solved by standard input and output; the simulation answers only for tasks whose solutions and tests it knows.'],
  [taskOf('s', 'q', { solutions: [] }), 'Task s has no solutions;'],
  [taskOf('w', 'q', { wrong_solutions: [] }), 'Task w has no wrong_solutions (give --p-01 and --p-00 to have them made);'],
])('a task that it cannot answer for is refused at once', (task, sentence) => {
  expect(() => simulatedAnswers([task], recorded, 1)).toThrow(sentence)
})

test('rates that no program can have are refused', () => {
  expect(() => simulatedAnswers(tasks, { ...recorded, cells: { p01: 0.7, p00: 0.6 } }, 1)).toThrow('add up to more than 1')
})

test('requests fail as often and in as many ways as was set', async () => {
  const simulation = await startSimulation(simulatedAnswers(tasks, recorded, 1), 0, { rate: 0.5, kinds: ['error', 'busy', 'reset', 'garbage', 'empty', 'hang'], seed: 1 })
  try {
    const outcomes: string[] = []
    for (let request = 0; request < 120; request += 1) {
      outcomes.push(await fetch(`${simulation.baseUrl}/completions`, { method: 'POST', body: '{"prompt":"Print the sum."}', signal: AbortSignal.timeout(150) }).then(
        async response => response.ok ? await response.json().then((body: unknown) => `${(body as { choices: unknown[] }).choices.length}`, () => 'garbage') : `${response.status}`,
        (error: unknown) => (error as Error).name,
      ))
    }
    expect(new Set(outcomes)).toEqual(new Set(['1', '500', '429', 'TypeError', 'garbage', '0', 'TimeoutError']))
    expect(Math.abs(outcomes.filter(outcome => outcome === '1').length - 60)).toBeLessThan(22) // Four standard deviations.
  } finally {
    simulation.close()
  }
})

test('a port that is taken is said', async () => {
  const first = await startSimulation(() => null, 0)
  const port = Number(new URL(first.baseUrl).port)
  await expect(startSimulation(() => null, port)).rejects.toThrow(`Port ${port} cannot be listened on (EADDRINUSE); choose another with --port.`)
  first.close()
})
