import { describe, expect, test } from '@jest/globals'
import type { Verdict } from '@cure-ts/records'
import { program, run, scripted, solved, task, unitTest } from './fakes.spec.fixture.ts'
import { outputDistance } from './output-distance.ts'
import type { Ports } from './ports.ts'
import { readChoice, readPlans, readTests } from './read-answers.ts'

const config = { pipeline: 'alphacodium' } as const
const withPublic = { ...task, example_input: ['e', 'f'], example_output: ['42', '42'] }
const thinking = { reflect: [['Mind the zeros.']], plans: [['**Plan:**\nloop\n\n**Plan:**\nsort']], 'choose-plan': [['Sorting. **Answer:** 2']] }

/** A program is a list of what it prints by input, such as `e=42 f=1`, or else what it prints always. */
const runByInput: Ports['run'] = async (job, signal) => {
  const printed = job.programs.map(code => job.tests.map(({ input }) => /=/.test(code ?? '') ? new RegExp(`\\b${input}=(\\S+)`).exec(code!)?.[1] ?? '42' : code))
  const result = await run(job, signal)
  return { ...result, outputs: printed, verdicts: printed.map(row => row.map((output, column): Verdict => output === job.tests[column]!.output ? 'passed' : 'wrong-output')) }
}

test('reflects, plans, writes tests and a program by the best plan; what passes everything needs no fix', async () => {
  const { ask, asked } = scripted({ ...thinking, 'hard-tests': [[`${unitTest('x', '42')}\n${unitTest('y', '42')}`]], 'solve-plan': [[program('42')]] })
  const { end, decisions } = await solved(config, { ask }, withPublic)
  expect(end).toMatchObject({ code: '42', correct: true, endedBy: 'done', calls: 5 })
  expect(asked.map(({ role, template, temperature }) => [role, template, temperature])).toEqual([
    ['coder', 'reflect', 0.2], ['coder', 'plans', 0.3], ['coder', 'choose-plan', 0.2], ['tester', 'hard-tests', 0.2], ['coder', 'solve-plan', 0.3],
  ])
  expect(asked[4]!.variables).toMatchObject({ plan: 'sort', reflection: 'Mind the zeros.' })
  expect(decisions.map(({ name, detail }) => [name, detail])).toEqual([['plan', { plans: 2, best: 1 }], ['first-program', { attempt: 0, distance: 0, tests: 2 }]])
})

test('an answer that cannot be read is asked for again, up to three times, and done without', async () => {
  const { ask, asked } = scripted({ reflect: [[''], ['Now.']], plans: [['-'], ['-'], ['-']], 'hard-tests': [['-'], ['-'], [unitTest('x', '42')]], 'solve-plan': [['-'], [program('42')]] })
  const { end } = await solved(config, { ask }, withPublic)
  expect(end).toMatchObject({ code: '42', calls: 2 + 3 + 3 + 2 })
  expect(new Set(asked.map(({ seed }) => seed)).size).toBe(asked.length)
  expect(asked.at(-1)!.variables).toMatchObject({ plan: 'Now.' })
})

test('tries further programs, the best plan twice and then each in turn, and takes the nearest', async () => {
  const tries = ['e=1', 'e=40 f=40', 'e=41', 'e=30', 'e=30', 'e=30', 'e=30', 'e=30', 'e=30'].map(code => [program(code)])
  const { ask, asked } = scripted({ ...thinking, 'hard-tests': [['-'], ['-'], ['-']], 'solve-plan': tries, 'revise-program': Array.from({ length: 11 }, () => ['No code.']) })
  const { end, decisions } = await solved(config, { ask, run: runByInput }, withPublic)
  expect(asked.filter(({ template }) => template === 'solve-plan').map(({ variables }) => variables['plan'])).toEqual(['sort', 'sort', 'loop', 'sort', 'loop', 'sort', 'loop', 'sort', 'loop'])
  expect(decisions.filter(({ name }) => name === 'first-program').map(({ detail }) => detail['distance'])).toEqual([41, 4, 1])
  expect(end).toMatchObject({ code: 'e=41', endedBy: 'done' })
  // Three fixes for the public test that it fails, then four for each of its two turns among all tests.
  expect(asked.filter(({ template }) => template === 'revise-program')).toHaveLength(3 + 4 + 4)
})

describe('fixes', () => {
  const first = Array.from({ length: 9 }, () => [program('e=42 f=7 x=9')])

  test('that break what was passed are forgotten, those that pass are kept and bind the next', async () => {
    const { ask, asked } = scripted({
      ...thinking, 'hard-tests': [[unitTest('x', '5')]], 'solve-plan': first,
      // f: breaks e; passes. x: passes but breaks f; fails; passes.
      'revise-program': [[program('e=1 f=42')], [program('e=42 f=42 x=9')], [program('f=1 x=5')], [program('x=8')], [program('x=5')]],
    })
    const { end, decisions } = await solved(config, { ask, run: runByInput }, withPublic)
    expect(decisions.filter(({ name }) => name === 'fix').map(({ detail }) => [detail['input'], detail['fix'], detail['breaksAnchor'], detail['isKept']])).toEqual([
      ['f', 1, true, false], ['f', 2, false, true], ['x', 1, true, false], ['x', 2, false, false], ['x', 3, false, true],
    ])
    const shown = asked.filter(({ template }) => template === 'revise-program').map(({ variables }) => (variables['attempts'] as { code: string }[])[0]!.code)
    expect(shown).toEqual(['e=42 f=7 x=9', 'e=42 f=7 x=9', 'e=42 f=42 x=9', 'e=42 f=42 x=9', 'x=8'])
    expect(end).toMatchObject({ code: 'x=5', endedBy: 'done' })
  })

  test('for a test that no fix passes leave the program', async () => {
    const { ask } = scripted({ ...thinking, 'hard-tests': [[unitTest('x', 'wrong')]], 'solve-plan': [[program('42')]], 'revise-program': Array.from({ length: 4 }, (_, index) => [program(`x=${index}`)]) })
    const { end } = await solved(config, { ask, run: runByInput }, withPublic)
    expect(end).toMatchObject({ code: '42', correct: true, calls: 5 + 4 })
  })

  test('end at a limit with the best so far', async () => {
    const { ask } = scripted({ ...thinking, 'hard-tests': [[unitTest('x', '5')]], 'solve-plan': [[program('42')]], 'revise-program': [[program('x=9')]] })
    expect((await solved({ ...config, maxCalls: 6 }, { ask, run: runByInput }, withPublic)).end).toMatchObject({ code: '42', endedBy: 'calls', calls: 6 })
  })
})

test('no program is no choice', async () => {
  const { end } = await solved(config, scripted({ ...thinking, 'hard-tests': [[unitTest('x', '5')]], 'solve-plan': Array.from({ length: 9 }, () => ['-']) }))
  expect(end).toMatchObject({ code: null, endedBy: 'done', calls: 4 + 9 })
})

test.each<[string | null, string, number]>([
  ['42', '42\n', 0], ['40 1', '42 2', 3], ['a\nb ', 'a\nb', 0], ['a\nx\nc', 'a\nb', 2], ['1 2', '1', 1], ['', '7', 1], [null, '7', Number.MAX_SAFE_INTEGER],
])('from %j to %j are %d', (printed, expected, distance) => {
  expect(outputDistance(printed, expected)).toBe(distance)
})

test('plans, choices and tests are read from answers, and nothing is read from none', () => {
  expect(readPlans('So:\n**Plan 1:** a\nb\n**plan:**\n\n**Plan** c\n**Plan 4**: d\n**Plan:** e', 3)).toEqual(['a\nb', 'c', 'd'])
  expect(readPlans('None.', 3)).toBeNull()
  expect(['**Answer:** 1, or better **Answer:** 2', '**answer**: plan 3', '**Answer:** 4', '**Answer:** 0', 'None.'].map(text => readChoice(text, 3))).toEqual([1, 2, null, null, null])
  expect(readTests(`1:\n${unitTest('a', 'b')}\n2:\n${unitTest('c', 'd')}\n3:\n${unitTest('e', 'f')}`, 2)).toEqual([{ input: 'a', output: 'b' }, { input: 'c', output: 'd' }])
  expect(readTests('None.', 2)).toBeNull()
})
