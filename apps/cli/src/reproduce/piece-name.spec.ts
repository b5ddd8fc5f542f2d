import { describe, expect, test } from '@jest/globals'
import { type CureConfig, cureConfig } from '@cure-ts/pipeline'
import { measured } from './measurement.ts'
import { pieceName } from './piece-name.ts'
import { coEvolution, coderOnly, labelFree } from './training.ts'

const config = cureConfig.parse({ model: '/a/model', tasks: ['/a/tasks'], steps: 4, evaluation: { tasks: '/a/held-out', validationTasks: '/a/validation', limit: 8 } })
const digests = new Map([['/a/model', 'm'], ['/a/tasks', 't'], ['/a/held-out', 'h'], ['/a/validation', 'v']])
const run = (changes: Partial<CureConfig> = {}, data = digests) => pieceName({ training: coEvolution, seed: 1 }, { ...config, ...changes }, data)
const evaluation = (changes: Partial<CureConfig> = {}, data = digests) => pieceName({ measurement: measured(coEvolution), seed: 1 }, { ...config, ...changes }, data)

describe('the name of a piece', () => {
  test('says what it is', () => {
    expect(run()).toMatch(/^co-evolution-s1-[\da-f]{10}$/)
    expect(evaluation()).toMatch(/^co-evolution-held-out-training-s1-[\da-f]{10}$/)
  })

  test('is another one where a setting or the data are others', () => {
    const names = [run(), run({ steps: 5 }), run({ curriculum: 'measured' }), run({ learner: { ...config.learner, learningRate: 1 } }), run({ sampling: { ...config.sampling, programs: 4 } }), run({}, new Map([...digests, ['/a/model', 'other']]))]
    expect(new Set(names).size).toBe(names.length)
    const evaluations = [evaluation(), evaluation({ steps: 5 }), evaluation({ evaluation: { ...config.evaluation, limit: 9 } }), evaluation({}, new Map([...digests, ['/a/held-out', 'other']]))]
    expect(new Set(evaluations).size).toBe(evaluations.length)
  })

  test('is the same wherever the files lie, on a machine with more lanes, and for training whatever is evaluated', () => {
    const moved = new Map([...digests].map(([path, digest]) => [path.replace('/a/', '/b/'), digest]))
    expect(run({ model: '/b/model', tasks: ['/b/tasks'] }, moved)).toBe(run())
    expect(run({ sandbox: { ...config.sandbox, lanes: 7 }, evaluation: { ...config.evaluation, limit: 9 } })).toBe(run())
  })

  test('depends on the prompts of a pipeline, but only where there is one', () => {
    const asked = { ...config, sampling: { ...config.sampling, testerPrompt: '/p/tester.jinja' } }
    const solved = (prompts: string, rest: Parameters<typeof measured>[1]) => pieceName({ measurement: measured(null, rest), seed: 1 }, asked, new Map([...digests, ['/p', prompts]]))
    expect(solved('one', { pipeline: 'iterative-tests' })).toMatch(/^base-held-out-training-iterative-tests-s1-/)
    expect(solved('one', { pipeline: 'iterative-tests' })).not.toBe(solved('other', { pipeline: 'iterative-tests' }))
    expect(solved('one', {})).toBe(solved('other', {}))
  })

  test('depends on the frozen tester that judges', () => {
    const free = (tester: typeof coEvolution) => pieceName({ training: { ...labelFree, tester }, seed: 1 }, config, digests)
    expect(free(coEvolution)).not.toBe(free(coderOnly))
  })

  test('depends on what the best temperature was chosen by', () => {
    const best = (data: typeof digests) => pieceName({ measurement: measured(null, { settings: 'best-temperature' }), seed: 2 }, config, data)
    expect(best(new Map([...digests, ['/a/validation', 'other']]))).not.toBe(best(digests))
    expect(evaluation({}, new Map([...digests, ['/a/validation', 'other']]))).toBe(evaluation())
  })
})
