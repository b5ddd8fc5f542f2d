import { expect, test } from '@jest/globals'
import { rewardsConfig } from './rewards-config.ts'

test('defaults', () => {
  expect(rewardsConfig.parse({})).toEqual({
    coderReward: 'mean',
    testerReward: 'share',
    repeatedTests: 'full',
    normalization: { kind: 'z-score' },
    strictReference: false,
  })
  expect(rewardsConfig.parse({ normalization: { kind: 'length-aware' } }).normalization)
    .toEqual({ kind: 'length-aware', minLength: 1000, maxLength: 8000 })
})

test.each([
  [{ coderRewards: 'mean' }, 'Unrecognized key'],
  [{ coderReward: 'max' }, 'Invalid option'],
  [{ normalization: { kind: 'z-score', minLength: 1 } }, 'Unrecognized key'],
  [{ normalization: { kind: 'length-aware', minLength: 9000 } }, 'maxLength must be at least minLength'],
])('%j is refused: %s', (value, message) => {
  expect(() => rewardsConfig.parse(value)).toThrow(message)
})

test('every field says what it is', () => {
  for (const field of Object.values(rewardsConfig.shape)) expect(field.description).toMatch(/\.$/)
})
