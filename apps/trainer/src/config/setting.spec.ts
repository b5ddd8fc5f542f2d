import { describe, expect, test } from '@jest/globals'
import { configJsonSchema, settings } from './setting.ts'

const flags = new Map(settings.map(({ path, flag }) => [flag, path]))

describe('settings', () => {
  test('have flags and environment names of their own', () => {
    expect(flags.size).toBe(settings.length)
    expect(new Set(settings.map(({ env }) => env)).size).toBe(settings.length)
  })

  test.each([
    ['--model', 'model', 'CURE_MODEL'],
    ['--tasks', 'tasks', 'CURE_TASKS'],
    ['--steps', 'steps', 'CURE_STEPS'],
    ['--seed', 'seed', 'CURE_SEED'],
    ['--run', 'run', 'CURE_RUN'],
    ['--tasks-per-step', 'tasksPerStep', 'CURE_TASKS_PER_STEP'],
    ['--programs', 'sampling.programs', 'CURE_SAMPLING_PROGRAMS'],
    ['--isolation', 'sandbox.isolation', 'CURE_SANDBOX_ISOLATION'],
    ['--max-ground-truth-tests', 'sandbox.maxGroundTruthTests', 'CURE_SANDBOX_MAX_GROUND_TRUTH_TESTS'],
    ['--coder-reward', 'rewards.coderReward', 'CURE_REWARDS_CODER_REWARD'],
    ['--tester-reward', 'rewards.testerReward', 'CURE_REWARDS_TESTER_REWARD'],
    ['--normalization', 'rewards.normalization.kind', 'CURE_REWARDS_NORMALIZATION_KIND'],
    ['--min-length', 'rewards.normalization.minLength', 'CURE_REWARDS_NORMALIZATION_MIN_LENGTH'],
    ['--max-length', 'rewards.normalization.maxLength', 'CURE_REWARDS_NORMALIZATION_MAX_LENGTH'],
    ['--strict-reference', 'rewards.strictReference', 'CURE_REWARDS_STRICT_REFERENCE'],
    ['--learning-rate', 'learner.learningRate', 'CURE_LEARNER_LEARNING_RATE'],
    ['--evaluation-tasks', 'evaluation.tasks', 'CURE_EVALUATION_TASKS'],
    ['--stages-trainer-bridge', 'stages.trainer-bridge', 'CURE_STAGES_TRAINER_BRIDGE'],
  ])('call %s %s in a file and %s in the environment', (flag, path, env) => {
    expect(flags.get(flag)).toBe(path)
    expect(settings.find(setting => setting.path === path)?.env).toBe(env)
  })

  test('tell the kinds of a variant as choices', () => {
    expect(settings.find(({ path }) => path === 'rewards.normalization.kind')).toMatchObject({ choices: ['z-score', 'length-aware'], defaultValue: 'z-score' })
  })

  test('are all described', () => {
    expect(settings.filter(({ description }) => description === '')).toEqual([])
  })
})

test('the JSON Schema refuses what it does not know', () => {
  expect(configJsonSchema()).toMatchObject({ type: 'object', additionalProperties: false, required: ['model', 'tasks'] })
})
