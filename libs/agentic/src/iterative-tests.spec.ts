import { expect, test } from '@jest/globals'
import { program, scripted, solved, unitTest } from './fakes.spec.fixture.ts'

const config = { pipeline: 'iterative-tests', programs: 4, tests: 2 } as const
const coder = [[program('1'), program('42'), program('42'), program('crash')]]

test('repairs drafts by what the programs print, until they are unchanged', async () => {
  const drafts = [unitTest('x', '1'), unitTest('y', '1')]
  const { ask, asked } = scripted({ coder, tester: [drafts], 'repair-test': [[unitTest('x', '42')], ['Nothing to read.'], [unitTest('x', '42')]] })
  const { end, decisions } = await solved(config, { ask })
  expect(decisions.map(({ name, detail }) => [name, detail])).toEqual([
    ['select', { rule: 'best-of-n', scores: [2, 0, 0, 0], chosen: 'p0' }],
    ['repair-test', { test: 0, round: 1 }],
    ['keep-test', { test: 1, round: 1 }],
    ['keep-test', { test: 0, round: 2 }],
    ['select', { rule: 'best-of-n', scores: [1, 1, 1, 0], chosen: 'p0' }],
  ])
  expect(end).toMatchObject({ calls: 4 + 2 + 3, endedBy: 'done' })
  expect(asked[2]).toMatchObject({ template: 'repair-test', n: 1, variables: {
    question: 'What is the answer?', input: 'x', output: '1', programs: 4,
    groups: [{ output: '42', programs: 2 }, { output: '1', programs: 1 }, { output: null, programs: 1 }],
  } })
})

test('repaired tests choose another program', async () => {
  const repairs = [[unitTest('x', '42')], [unitTest('y', '42')], [unitTest('x', '42')], [unitTest('y', '42')]]
  const { end } = await solved(config, scripted({ coder, tester: [[unitTest('x', '1'), unitTest('y', '1')]], 'repair-test': repairs }))
  expect(end).toMatchObject({ code: '42', correct: true })
})

test('makes at most so many rounds, and leaves out drafts that cannot be read', async () => {
  const repairs = Array.from({ length: 9 }, (_, index) => [unitTest('x', `${index}`)])
  const { end, decisions } = await solved({ ...config, rounds: 3 }, scripted({ coder, tester: [['No test.', unitTest('x', '1')]], 'repair-test': repairs }))
  expect(decisions.filter(({ name }) => name === 'repair-test').map(({ detail }) => detail)).toEqual([1, 2, 3].map(round => ({ test: 1, round })))
  expect(end.calls).toBe(4 + 2 + 3)
})

test('a limit within the repairs leaves the choice by the drafts', async () => {
  const { end, decisions } = await solved({ ...config, maxCalls: 7 }, scripted({ coder, tester: [[unitTest('x', '42'), unitTest('y', '1')]], 'repair-test': [[unitTest('x', '7')]] }))
  expect(end).toMatchObject({ code: '1', correct: false, endedBy: 'calls', calls: 7 })
  expect(decisions.map(({ name }) => name)).toEqual(['select'])
})

test('asks for all repairs of a round with one seed, but for drafts that are the same', async () => {
  const drafts = [unitTest('x', '1'), unitTest('y', '1'), unitTest('x', '1')]
  const { ask, asked } = scripted({ coder, tester: [drafts], 'repair-test': [['Nothing.'], ['Nothing.'], ['Nothing.']] })
  await solved({ ...config, tests: 3 }, { ask })
  const [first, second, third] = asked.slice(2).map(({ seed }) => seed)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})
