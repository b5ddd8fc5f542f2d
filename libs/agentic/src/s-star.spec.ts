import { describe, expect, test } from '@jest/globals'
import { inputs, program, scripted, solved, task } from './fakes.spec.fixture.ts'
import { readInputs, readPreference } from './read-answers.ts'

const config = { pipeline: 's-star', programs: 3, rounds: 3 } as const
const withPublic = { ...task, example_input: ['e'], example_output: ['42'] }
const says = (answer: string) => [`Because. **Answer:** ${answer}`]

test('revises chains by the public tests until they pass, and takes what passes', async () => {
  const { ask, asked } = scripted({
    coder: [[program('1'), program('42'), program('crash')]],
    'revise-program': [[program('2')], [program('42')], ['No code.']],
  })
  const { end, decisions } = await solved(config, { ask }, withPublic)
  expect(asked.map(({ template }) => template)).toEqual(['coder', 'revise-program', 'revise-program', 'revise-program'])
  expect(asked[1]!.variables).toMatchObject({ chain: 0, round: 2, attempts: [{ code: '1', results: [{ input: 'e', output: '42', verdict: 'wrong-output', printed: '1' }] }] })
  expect(asked[3]!.variables['attempts']).toHaveLength(2)
  expect(decisions.map(({ name, detail }) => [name, detail])).toEqual([
    ['revise', { round: 2, chains: [0, 2], failures: [1, 0] }],
    ['revise', { round: 3, chains: [0], failures: [1] }],
  ])
  expect(end).toMatchObject({ code: '42', correct: true, calls: 6 }) // Both candidates are one program: nothing to compare.
})

describe('without public tests all programs are candidates', () => {
  const coder = [[program('1'), program('42'), program('7')]]

  test('a cluster that wins more comparisons than any other gives its programs a point', async () => {
    const { ask, asked } = scripted({
      coder,
      'write-inputs': [[inputs('x')], [inputs('x')], [inputs('y', 'z')], [inputs('x')]],
      // 1 or 42: 42 both times; 1 or 7: ties; 42 or 7: what came first, so that nothing counts.
      judge: [says('B'), says('A'), says('tie'), says('TIE'), says('A'), says('A')],
    })
    const { end, decisions } = await solved(config, { ask })
    expect(decisions).toMatchObject([{ name: 'rank', detail: { wins: [0, 1, 0] } }])
    expect(end).toMatchObject({ code: '42', correct: true, calls: 3 + 1 + 3 * 3 })
    const judged = asked.filter(({ template }) => template === 'judge')
    expect(judged[0]!.variables).toMatchObject({ first: '1', second: '42', cases: [{ input: 'x', printed: [{ name: 'A', output: '1' }, { name: 'B', output: '42' }] }] })
    expect(judged[1]!.variables).toMatchObject({ first: '42', second: '1', cases: [{ printed: [{ name: 'A', output: '42' }, { name: 'B', output: '1' }] }] })
  })

  test('where no input tells them apart their code is compared', async () => {
    const { ask, asked } = scripted({ coder, 'write-inputs': [['No input.']], judge: [says('B'), says('A'), says('tie'), says('tie'), says('A'), says('B')] })
    const { end } = await solved(config, { ask })
    expect(asked.filter(({ template }) => template === 'judge').every(({ variables }) => (variables['cases'] as unknown[]).length === 0)).toBe(true)
    expect(end).toMatchObject({ code: '42', correct: true })
  })

  test('comparisons are capped', async () => {
    const { ask, asked } = scripted({ coder, 'write-inputs': [[inputs('x')], [inputs('x')]], judge: [says('A'), says('B')] })
    await solved({ ...config, maxPairs: 1 }, { ask })
    expect(asked.filter(({ template }) => template === 'judge')).toHaveLength(2)
  })

  test('a limit within the comparisons leaves the first candidate', async () => {
    const { ask } = scripted({ coder, 'write-inputs': [[inputs('x')]] })
    expect((await solved({ ...config, maxCalls: 4 }, { ask })).end).toMatchObject({ endedBy: 'calls', code: '1' })
  })
})

test('no readable program is no choice', async () => {
  const { end } = await solved({ ...config, programs: 1 }, scripted({ coder: [['No code.']] }))
  expect(end).toMatchObject({ endedBy: 'done', code: null, correct: false })
})

test('inputs and preferences are read from answers, and nothing is read from none', () => {
  expect(readInputs(`Some.\n${inputs('1 2', '', '3\n4', '1 2')}`)).toEqual(['1 2', '', '3\n4'])
  expect(readInputs('None.')).toEqual([])
  expect(['**Answer:** A', 'First **Answer:** A, then\n**answer**: **b**', '**Answer:** Tie.', '**Answer:** neither', 'A'].map(readPreference)).toEqual(['A', 'B', 'tie', null, null])
})
