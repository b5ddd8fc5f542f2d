import { describe, expect, test } from '@jest/globals'
import { agenticConfig, type AgentEnd } from '@cure-ts/agentic'
import { compareRuns } from './compare-runs.ts'
import { comparisonPlot, describeComparison } from './describe-comparison.ts'
import { testerOf, withCoder } from './model-flags.ts'

const end = (taskId: string, correct: boolean | null, more: Partial<AgentEnd> = {}): AgentEnd => ({
  event: 'end', taskId, pipeline: 'best-of-n', code: '1', correct, endedBy: 'done', calls: 2, promptTokens: 10, tokens: 30, cost: 0, seconds: 1, ...more,
})
const runs = [
  { pipeline: 'best-of-n', rule: 'best-of-n', tester: 'base', sharesAnswers: false, ends: [end('a', true), end('b', false), end('c', null), end('d', false)] },
  { pipeline: 's-star', rule: null, tester: 'base', sharesAnswers: false, ends: [end('d', true, { endedBy: 'calls', calls: 6 }), end('b', true), end('a', true), end('c', true)] },
]

describe('runs beside each other', () => {
  test('differ task by task, whatever their order; what is not known decides nothing', () => {
    const [first, second] = compareRuns(runs, 1)
    expect(first).toMatchObject({ accuracy: { value: 1 / 3, tasks: 3 }, difference: { value: 0, low: 0, high: 0 }, calls: { value: 2 }, tokens: { value: 40 }, endedEarly: 0 })
    expect(second).toMatchObject({ accuracy: { value: 1, tasks: 4 }, difference: { value: 2 / 3, tasks: 3 }, calls: { value: 3 }, endedEarly: 1 })
  })

  test('are a table with their limits, and points of a picture', () => {
    const compared = compareRuns(runs, 1)
    const text = describeComparison(compared, 4, agenticConfig.parse({ maxCalls: 6 }))
    expect(text).toMatch(/may use 6 calls, 1000000 tokens, 600 s a task/)
    expect(text).toMatch(/^\| s-star, base +\| 100\.0 \[100\.0, 100\.0\] +\| +\+66\.7 \[.*\] \| +3\.0 \| +40 \| +1\.0 \| +1 \|$/m)
    expect(text).not.toContain('$')
    expect(JSON.stringify(comparisonPlot(compared))).toContain('{"series":"s-star, base","x":40,"y":100,"low":100,"high":100}')
    expect(describeComparison(compareRuns([{ ...runs[0]!, ends: [end('a', true, { cost: 0.25 })] }], 1), 1, agenticConfig.parse({ maxCost: 0.5 }))).toMatch(/\$0\.5, [^]* 0\.25000 /)
  })
})

test('testers differ on the same pipeline and rule; a rule that shares another\'s answers has no time and no point of its own', () => {
  const trained = { ...runs[0]!, tester: 'trained', ends: [end('a', true), end('b', true), end('c', true), end('d', false)] }
  const byRule = { ...trained, rule: 'codet', sharesAnswers: true, ends: [end('a', false)] }
  const compared = compareRuns([...runs, trained, byRule], 1)
  expect(compared.map(({ overFirstTester }) => overFirstTester?.value)).toEqual([0, 0, 1 / 3, 0])
  expect(compared.map(({ seconds }) => seconds === null)).toEqual([false, false, false, true])
  const text = describeComparison(compared, 4, agenticConfig.parse({}))
  expect(text).toContain('less base, points')
  expect(text).toMatch(/^\| best-of-n by codet, trained .* - \| +0 \|$/m)
  expect(JSON.stringify(comparisonPlot(compared))).not.toContain('codet')
})

test('a coder is a folder or an address', () => {
  expect([...withCoder(new Map([['seed', '1']]), 'runs/a')]).toEqual([['seed', '1'], ['model', 'runs/a']])
  expect([...withCoder(new Map(), 'http://127.0.0.1:1/v1')]).toEqual([['sampler.baseUrl', 'http://127.0.0.1:1/v1']])
})

test('a tester has a name and a place', () => {
  expect(testerOf('trained=runs/a=b')).toEqual({ name: 'trained', where: 'runs/a=b' })
  expect(() => testerOf('runs/a')).toThrow('--testers runs/a: write a name and where the tester is')
})
