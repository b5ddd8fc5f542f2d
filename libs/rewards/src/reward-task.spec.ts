import { expect, test } from '@jest/globals'
import { rewardTask } from './reward-task.ts'
import { rewardsConfig } from './rewards-config.ts'
import { tableOf } from './table-of.spec.fixture.ts'

const config = rewardsConfig.parse({})

test('rewards both roles and keeps the table', () => {
  const table = { ...tableOf({ groundTruth: [[1, 1], [0, 1]], generated: [[1, 0], [0, 1]] }), difficulty: 'easy' }
  expect(rewardTask(table, config)).toEqual({
    ...table,
    programRewards: [1, 0.5],
    testRewards: [1, -1, null, null],
    programAdvantages: [1, -1],
    testAdvantages: [1, -1, null, null],
    dropped: [],
  })
})

test('the advantages of tests stay in their columns wherever ground truth stands', () => {
  const table = tableOf({ groundTruth: [[1], [0]], generated: [[1, 0], [0, 1]] })
  const order = [0, 2, 1]
  const moved = {
    ...table,
    testIds: order.map(column => table.testIds[column]!),
    origins: order.map(column => table.origins[column]!),
    correctTests: order.map(column => table.correctTests[column]!),
    passed: table.passed.map(row => order.map(column => row[column]!)),
  }
  expect(rewardTask(moved, config).testAdvantages).toEqual([1, null, -1])
})

test('counts what gives no gradient by role and reason', () => {
  const { dropped } = rewardTask(tableOf({ groundTruth: [[0], [0]], generated: [[1, 0], [1, 1]], noResponse: ['p1', 't0'] }), config)
  expect(dropped).toEqual([
    { role: 'coder', reason: 'no-response', count: 1 },
    { role: 'coder', reason: 'no-variance', count: 1 },
    { role: 'tester', reason: 'no-response', count: 1 },
    { role: 'tester', reason: 'no-correct-program', count: 1 },
  ])
})

test('a program that came from elsewhere has a reward but no advantage', () => {
  const { programRewards, programAdvantages } = rewardTask(tableOf({ groundTruth: [[1], [0], [0]], noResponse: ['p2'] }), config)
  expect(programRewards).toEqual([1, 0, 0])
  expect(programAdvantages).toEqual([1, -1, null])
})

test('a task without programs or tests has nothing to reward', () => {
  expect(rewardTask(tableOf({}), config)).toMatchObject({ programAdvantages: [], testAdvantages: [], dropped: [] })
})
