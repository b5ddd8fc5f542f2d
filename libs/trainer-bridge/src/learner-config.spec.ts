import { expect, test } from '@jest/globals'
import { learnerConfig, learnerSettings } from './learner-config.ts'

const wire = { seed: 1, checkpointDir: '/c', resume: false }
const run = { ...wire, policyLag: 0 }

test('the presets of method.md, section 5', () => {
  expect(learnerSettings(learnerConfig.parse({}), run)).toEqual({
    preset: 'cure', learningRate: 1e-6, klCoefficient: 0.01, clipLow: 0.2, clipHigh: 0.2, importanceCap: null, gradientClip: 1, weightDecay: 0,
    maxTokensPerMicroBatch: 8192, saveEvery: 1, keepCheckpoints: 2, ...wire,
  })
  expect(learnerSettings(learnerConfig.parse({ preset: 'modern' }), run)).toMatchObject({ klCoefficient: 0, clipLow: 0.2, clipHigh: 0.28, importanceCap: 2 })
})

test('what is named goes before the preset, also nothing at all', () => {
  expect(learnerSettings(learnerConfig.parse({ klCoefficient: 0, clipHigh: 0.3 }), run)).toMatchObject({ klCoefficient: 0, clipLow: 0.2, clipHigh: 0.3 })
})

test('samples that may be older than the weights are weighted, whatever the preset', () => {
  expect(learnerSettings(learnerConfig.parse({}), { ...run, policyLag: 1 }).importanceCap).toBe(2)
})

test('an unknown field is refused', () => {
  expect(() => learnerConfig.parse({ learning_rate: 1 })).toThrow(/learning_rate/)
})

test('a seed that the wire cannot carry as an integer is folded', () => {
  expect(learnerSettings(learnerConfig.parse({}), { ...run, seed: 2 ** 40 + 7 }).seed).toBe(7)
})
