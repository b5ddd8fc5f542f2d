import { expect, test } from '@jest/globals'
import { learnerConfig } from './learner-config.ts'
import { engineArguments, learnerEngine } from './learner-engine.ts'

const deepspeed = { kind: 'deepspeed', deepspeedConfig: '/zero.json' }

test('a configuration without an engine stays as it was, and the learner is told of none', () => {
  expect(Object.keys(learnerConfig.parse({}))).not.toContain('engine')
  expect(engineArguments(undefined)).toEqual([])
  expect(engineArguments(learnerEngine.parse({ kind: 'torch' }))).toEqual([])
})

test.each([
  [{ processes: 8 }, ['--processes', '8']],
  [{ hostfile: '/hosts' }, ['--hostfile', '/hosts']],
  [{ gradientCheckpointing: true, loraRank: 16 }, ['--processes', '1', '--gradient-checkpointing', '--lora-rank', '16']],
])('deepspeed with %j', (fields, rest) => {
  expect(engineArguments(learnerEngine.parse({ ...deepspeed, ...fields }))).toEqual(['--engine', 'deepspeed', '--deepspeed-config', '/zero.json', ...rest])
})

test.each([
  [{ kind: 'deepspeed' }, 'deepspeedConfig'],
  [{ kind: 'torch', processes: 2 }, 'processes'],
  [{ ...deepspeed, processes: 0 }, 'processes'],
])('%j is refused', (fields, name) => {
  expect(() => learnerConfig.parse({ engine: fields })).toThrow(name)
})
