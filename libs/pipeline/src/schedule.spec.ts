import { describe, expect, test } from '@jest/globals'
import { cureConfig, policyLagOf } from './cure-config.ts'
import { configAt } from './schedule.ts'

const config = cureConfig.parse({
  model: 'm',
  tasks: ['t'],
  sampling: { temperature: 0.5 },
  schedule: [
    { fromStep: 100, rewards: { testerReward: 'any-all' }, sampling: { pGiveExample: 0 } },
    { fromStep: 200, rewards: { coderReward: 'all-pass' } },
  ],
})

describe('configAt', () => {
  test('changes only what an entry names, from its step on', () => {
    expect(configAt(config, 99).rewards.testerReward).toBe('share')
    const second = configAt(config, 100)
    expect(second.rewards).toEqual({ ...config.rewards, testerReward: 'any-all' })
    expect(second.sampling).toEqual({ ...config.sampling, pGiveExample: 0 })
  })

  test('adds later entries to earlier ones', () => {
    expect(configAt(config, 200).rewards).toMatchObject({ testerReward: 'any-all', coderReward: 'all-pass' })
  })
})

describe('cureConfig', () => {
  test('refuses a setting that it does not know, also inside the schedule', () => {
    expect(cureConfig.safeParse({ model: 'm', tasks: ['t'], step: 3 }).success).toBe(false)
    expect(cureConfig.safeParse({ model: 'm', tasks: ['t'], schedule: [{ fromStep: 1, rewards: { tester: 'share' } }] }).success).toBe(false)
    expect(cureConfig.safeParse({ model: 'm', tasks: ['t'], schedule: [{ fromStep: 1, rewards: { testerReward: 'best' } }] }).success).toBe(false)
  })

  test('takes one address or several', () => {
    const addresses = (baseUrl: unknown) => cureConfig.parse({ model: 'm', tasks: ['t'], sampler: { baseUrl } }).sampler.baseUrl
    expect(addresses('http://a/v1')).toEqual(['http://a/v1'])
    expect(addresses(['http://a/v1', 'http://b/v1'])).toEqual(['http://a/v1', 'http://b/v1']) // As a run's own file has it.
    expect(addresses(null)).toBeNull()
  })

  test('lets sampling run ahead only where an outside sampler does it, unless told so', () => {
    const lag = (changes: object) => policyLagOf(cureConfig.parse({ model: 'm', tasks: ['t'], ...changes }))
    expect(lag({})).toBe(0)
    expect(lag({ sampler: { baseUrl: 'http://127.0.0.1:8000/v1' } })).toBe(1)
    expect(lag({ sampler: { baseUrl: 'http://127.0.0.1:8000/v1' }, maxPolicyLag: 0 })).toBe(0)
  })
})
