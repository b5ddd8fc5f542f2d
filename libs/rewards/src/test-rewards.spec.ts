import { describe, expect, test } from '@jest/globals'
import type { RewardsConfig } from './rewards-config.ts'
import { tableOf, type TableParts } from './table-of.spec.fixture.ts'
import { testRewards } from './test-rewards.ts'

function rewards(parts: TableParts, config: Partial<RewardsConfig> = {}) {
  return testRewards(tableOf(parts), { testerReward: 'share', repeatedTests: 'full', strictReference: false, ...config })
}

/** Two correct programs, then two wrong ones. */
const parts: TableParts = {
  groundTruth: [[1], [1], [0], [0]],
  generated: [
    [1, 1, 0, 0, 1],
    [1, 1, 1, 0, 0],
    [0, 1, 1, 1, 0],
    [0, 0, 0, 1, 0],
  ],
}

test('share: a correct test earns by wrong programs that fail it, an incorrect one loses by those that pass it', () => {
  expect(rewards(parts)).toEqual([1, 0.5, -0.5, -1, 0, null])
})

test('any-all: all wrong programs must fail a correct test, none may pass an incorrect one', () => {
  expect(rewards(parts, { testerReward: 'any-all' })).toEqual([1, 0, -1, -1, 0, null])
})

test('times the number of wrong programs, share is the reward of the paper', () => {
  const [wrong, cells] = [2, parts.generated!]
  const paper = cells[0]!.map((_, k) => {
    const passing = cells[2]![k]! + cells[3]![k]!
    return cells[0]![k]! * cells[1]![k]! * wrong - passing
  })
  expect(rewards(parts).slice(0, -1).map(reward => reward! * wrong)).toEqual(paper)
})

test('where no program is wrong a correct test earns 1 and an incorrect one loses 1', () => {
  expect(rewards({ groundTruth: [[1], [1]], generated: [[1, 0], [1, 1]] })).toEqual([1, -1, null])
})

test('where no program is correct no test has a reward', () => {
  expect(rewards({ groundTruth: [[0], [0]], generated: [[1, 0], [1, 1]] })).toEqual([null, null, null])
  expect(rewards({ generated: [[1, 0], [1, 1]] })).toEqual([null, null])
})

describe('shared: tests with the same input', () => {
  const config = { repeatedTests: 'shared' } as const

  test('divide what one earns; what each loses is its own', () => {
    expect(rewards({ ...parts, testRepeats: [2, 2, 1, 3, 3] }, config)).toEqual([0.5, 0.25, -0.5, -1, 0, null])
  })

  test('are told apart from others even where every test is correct', () => {
    expect(rewards({ groundTruth: [[1], [1]], generated: [[1, 1, 1], [1, 1, 1]], testRepeats: [2, 2, 1] }, config)).toEqual([0.5, 0.5, 1, null])
  })

  test('have to be known', () => {
    expect(() => rewards(parts, config)).toThrow('testRepeats')
  })
})

describe('an unreadable test', () => {
  const unreadable: TableParts = { groundTruth: [[1], [0]], generated: [[0, 1], [0, 0]], readableTests: [false, true] }

  test('loses 1', () => {
    expect(rewards(unreadable)).toEqual([-1, 1, null])
    expect(rewards(unreadable, { testerReward: 'any-all' })).toEqual([-1, 1, null])
  })

  test('is an empty test in strict-reference', () => {
    expect(rewards(unreadable, { strictReference: true })).toEqual([0, 1, null])
  })
})

describe('a cell that is not known', () => {
  const known: TableParts = { groundTruth: [[1], [0], [0]], correctPrograms: [true, false, false] }

  test('of a wrong program leaves a share open', () => {
    const cells: TableParts = { ...known, generated: [[1, 0], [null, null], [1, 1]], correctTests: [true, false] }
    expect(rewards(cells)).toEqual([null, null, null])
  })

  test('leaves any and all open only if no other cell decides them', () => {
    const cells: TableParts = {
      ...known,
      generated: [[1, 0, 1, 0], [null, null, null, null], [1, 1, 0, 0]],
      correctTests: [true, false, true, false],
    }
    expect(rewards(cells, { testerReward: 'any-all' })).toEqual([0, -1, null, null, null])
  })

  test('that leaves a test undecided leaves its reward open', () => {
    expect(rewards({ ...known, generated: [[null], [0], [0]], correctTests: [null] })).toEqual([null, null])
  })

  test('of an undecided program is on neither side', () => {
    const undecided: TableParts = {
      groundTruth: [[1], [null], [0]],
      correctPrograms: [true, null, false],
      generated: [[1], [1], [0]],
      correctTests: [true],
    }
    expect(rewards(undecided)).toEqual([1, null])
  })
})
