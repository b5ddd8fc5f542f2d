import { expect, test } from '@jest/globals'
import { onlyRole } from './only-role.ts'
import { rewardTask } from './reward-task.ts'
import { rewardsConfig } from './rewards-config.ts'
import { tableOf } from './table-of.spec.fixture.ts'

const rewarded = rewardTask(tableOf({ groundTruth: [[1], [0]], generated: [[1, 0, 1], [0, 1, 0]] }), rewardsConfig.parse({}))

test('keeps one role\'s advantages, every reward, and the count of what is left out', () => {
  expect(onlyRole(rewarded, 'coder')).toEqual({ ...rewarded, testAdvantages: [null, null, null, null], dropped: [{ role: 'tester', reason: 'not-trained', count: 3 }] })
  expect(onlyRole(rewarded, 'tester')).toEqual({ ...rewarded, programAdvantages: [null, null], dropped: [{ role: 'coder', reason: 'not-trained', count: 2 }] })
})

test('counts nothing twice', () => {
  expect(onlyRole(onlyRole(rewarded, 'coder'), 'coder').dropped).toHaveLength(1)
})
