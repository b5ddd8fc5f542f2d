import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { groupAdvantages, type Sample } from './group-advantages.ts'
import { rewardsConfig } from './rewards-config.ts'

const zScore = rewardsConfig.parse({})
const lengthAware = rewardsConfig.parse({ normalization: { kind: 'length-aware' } })

const samples = (rewards: readonly (number | null)[], lengths: readonly (number | null)[] = []): Sample[] =>
  rewards.map((reward, index) => ({ reward, length: lengths[index] === undefined ? 1 : lengths[index] }))

const anySample = fc.record<Sample>({
  reward: fc.option(fc.integer({ min: -6, max: 6 }).map(share => share / 6), { freq: 8 }),
  length: fc.option(fc.integer({ min: 0, max: 10_000 }), { freq: 8 }),
})
const anyGroup = fc.array(anySample, { maxLength: 16 })
const anyConfig = fc.constantFrom(zScore, lengthAware)

describe('a group without variance gives no sample, and is counted', () => {
  test.each([3, 5, 6, 7])('rewards in shares of %d that do not add up exactly', t => {
    for (let passed = 0; passed <= t; passed += 1) {
      const sum = groupAdvantages(samples(Array.from({ length: 16 }, () => passed / t)), zScore, 'reward-unknown')
      expect(sum).toEqual({ advantages: Array.from({ length: 16 }, () => null), dropped: new Map([['no-variance', 16]]) })
    }
  })

  test('one sample', () => {
    expect(groupAdvantages(samples([1]), zScore, 'reward-unknown').dropped).toEqual(new Map([['no-variance', 1]]))
  })

  test('no sample', () => {
    expect(groupAdvantages([], zScore, 'reward-unknown')).toEqual({ advantages: [], dropped: new Map() })
  })

  test('length-aware: equal rewards below 1, and rewards of 1 of equal lengths', () => {
    expect(groupAdvantages(samples([0.5, 0.5], [10, 20]), lengthAware, 'reward-unknown').dropped).toEqual(new Map([['no-variance', 2]]))
    expect(groupAdvantages(samples([1, 1], [10, 10]), lengthAware, 'reward-unknown').dropped).toEqual(new Map([['no-variance', 2]]))
  })
})

test('a length-aware group with one side only gives no sample, and is counted', () => {
  expect(groupAdvantages(samples([1, 1], [10, 20]), lengthAware, 'reward-unknown').dropped).toEqual(new Map([['one-sided', 2]]))
})

test('samples without a response or with an unknown reward are counted by reason', () => {
  const { advantages, dropped } = groupAdvantages(samples([1, null, null, 0, 0.5], [1, 1, null, 1, null]), zScore, 'no-correct-program')
  expect(advantages).toEqual([1, null, null, -1, null])
  expect(dropped).toEqual(new Map([['no-response', 2], ['no-correct-program', 1]]))
})

describe('for every group', () => {
  test('each sample is trained on or counted', () => {
    fc.assert(fc.property(anyGroup, anyConfig, (group, config) => {
      const { advantages, dropped } = groupAdvantages(group, config, 'reward-unknown')
      const counted = [...dropped.values()].reduce((sum, count) => sum + count, 0)
      expect(advantages.filter(advantage => advantage !== null).length + counted).toBe(group.length)
    }))
  })

  test('advantages add up to 0', () => {
    fc.assert(fc.property(anyGroup, anyConfig, (group, config) => {
      const { advantages } = groupAdvantages(group, config, 'reward-unknown')
      expect(advantages.reduce<number>((sum, advantage) => sum + (advantage ?? 0), 0)).toBeCloseTo(0, 9)
    }))
  })

  test('a null decides nothing: without such samples the others are the same', () => {
    fc.assert(fc.property(anyGroup, anyConfig, (group, config) => {
      const known = group.map(({ reward, length }) => reward !== null && length !== null)
      const { advantages } = groupAdvantages(group, config, 'reward-unknown')
      const alone = groupAdvantages(group.filter((_, index) => known[index]), config, 'reward-unknown')
      expect(advantages.filter((_, index) => known[index])).toEqual(alone.advantages)
    }))
  })

  test('the order of samples does not matter', () => {
    const shuffled = anyGroup.chain(group => fc.tuple(
      fc.constant(group),
      fc.shuffledSubarray([...group.keys()], { minLength: group.length }),
    ))
    fc.assert(fc.property(shuffled, anyConfig, ([group, order], config) => {
      const { advantages } = groupAdvantages(group, config, 'reward-unknown')
      const moved = groupAdvantages(order.map(index => group[index]!), config, 'reward-unknown')
      expect(moved.advantages).toEqual(order.map(index => {
        const advantage = advantages[index]!
        return advantage === null ? null : expect.closeTo(advantage, 9)
      }))
    }))
  })
})
