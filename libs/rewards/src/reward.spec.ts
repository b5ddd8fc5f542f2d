import { expect, test } from '@jest/globals'
import { TestScheduler } from 'rxjs/testing'
import { reward } from './reward.ts'
import { rewardTask } from './reward-task.ts'
import { rewardsConfig } from './rewards-config.ts'
import { tableOf } from './table-of.spec.fixture.ts'

const config = rewardsConfig.parse({})
const table = tableOf({ groundTruth: [[1], [0]] })

test.each([
  ['empty', '       |', '      |'],
  ['one', '         -a|', '    -b|'],
  ['many', '        a-aa|', '  b-bb|'],
  ['error', '       a-#', '    b-#'],
  ['never-ending', 'a-a---', ' b-b---'],
])('%s', (_, source, expected) => {
  new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(({ cold, expectObservable }) => {
    expectObservable(cold(source.trim(), { a: table }).pipe(reward(config))).toBe(expected.trim(), { b: rewardTask(table, config) })
  })
})

test('an early unsubscribe reaches the source', () => {
  new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted)).run(({ cold, expectSubscriptions, expectObservable }) => {
    const source = cold('       a-a-a-', { a: table })
    const unsubscribed = '      ---!  '
    expectObservable(source.pipe(reward(config)), unsubscribed).toBe('b-b---', { b: rewardTask(table, config) })
    expectSubscriptions(source.subscriptions).toBe('^--!')
  })
})
