import { expect, test } from '@jest/globals'
import { inputs, program, runWithSpecifications, scripted, solved, unitTest } from './fakes.spec.fixture.ts'

const config = { pipeline: 'mpsc', programs: 4, tests: 2, specifications: 2 } as const

test('chooses the program that tests and specifications agree with most', async () => {
  const { ask, asked } = scripted({
    coder: [[program('1'), program('1'), program('42'), 'No code.']],
    tester: [[unitTest('x', '42'), 'No test.']],
    specification: [[program('accepts 42'), 'No code.']],
    'write-inputs': [[inputs('y', 'x')]],
  })
  const { end, events, decisions } = await solved(config, { ask, run: runWithSpecifications })
  expect(end).toMatchObject({ code: '42', correct: true, endedBy: 'done', calls: 4 + 2 + 2 + 1 })
  const scores = decisions[0]!.detail['scores'] as number[]
  expect(scores).toEqual([0, 0, expect.any(Number)]) // What agrees with nothing has no edge.
  expect(asked.map(({ role, template }) => [role, template])).toEqual([['coder', 'coder'], ['tester', 'tester'], ['tester', 'specification'], ['tester', 'write-inputs']])
  const runs = events.filter(event => event.event === 'run')
  expect(runs[0]!.tests.map(({ input }) => input)).toEqual(['x', 'x', 'y']) // The test, then the inputs.
  expect(runs[1]!.tests.map(({ input }) => JSON.parse(input!) as unknown)).toEqual([
    { input: 'x', output: '42' }, { input: 'x', output: '1' }, { input: 'y', output: '1' }, { input: 'y', output: '42' },
  ])
})

test('a specification outweighs a wrong test', async () => {
  const { end } = await solved(config, { run: runWithSpecifications, ask: scripted({
    coder: [[program('1'), program('42'), program('42'), program('crash')]],
    tester: [[unitTest('x', '1'), unitTest('y', '42')]],
    specification: [[program('accepts 42'), program('accepts 42')]],
    'write-inputs': [['None.']],
  }).ask })
  expect(end).toMatchObject({ code: '42', correct: true })
})

test('does without tests, specifications and inputs; without programs nothing is chosen', async () => {
  const none = { tester: [['None.', 'None.']], specification: [['None.', 'None.']], 'write-inputs': [['None.']] }
  const { end } = await solved(config, { run: runWithSpecifications, ask: scripted({ ...none, coder: [[program('42'), program('1'), 'None.', 'None.']] }).ask })
  expect(end).toMatchObject({ code: '42', endedBy: 'done' })
  const empty = await solved(config, { run: runWithSpecifications, ask: scripted({ ...none, coder: [['None.', 'None.', 'None.', 'None.']] }).ask })
  expect(empty.end).toMatchObject({ code: null, endedBy: 'done', calls: 6 })
})
