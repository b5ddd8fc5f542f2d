import { expect, test } from '@jest/globals'
import { programRewards } from './program-rewards.ts'
import { tableOf } from './table-of.spec.fixture.ts'

const table = tableOf({
  groundTruth: [[1, 1, 1], [1, 0, 1], [0, 0, 0], [1, null, 1], [0, null, 1]],
  generated: [[1, 0], [1, 1], [0, 0], [1, 1], [null, 1]],
  correctPrograms: [true, false, false, null, false],
})

test('mean is the share of ground-truth tests passed, null where a cell is not known', () => {
  expect(programRewards(table, 'mean')).toEqual([1, 2 / 3, 0, null, null])
})

test('all-pass is whether the program is correct', () => {
  expect(programRewards(table, 'all-pass')).toEqual([1, 0, 0, null, 0])
})

test('label-free is the share of generated tests passed', () => {
  expect(programRewards(table, 'label-free')).toEqual([0.5, 1, 0, 1, null])
})

test('label-free leaves out the place of a test that the sampler gave up on', () => {
  const cells = [[1, null], [0, null]] as const
  const failed = tableOf({ generated: cells, readableTests: [true, false], noResponse: ['t1'] })
  expect(programRewards(failed, 'label-free')).toEqual([1, 0])
  expect(programRewards(tableOf({ generated: cells }), 'label-free')).toEqual([null, null])
})

test('without a test to go by nothing is known', () => {
  const generatedOnly = tableOf({ generated: [[1], [0]] })
  expect(programRewards(generatedOnly, 'mean')).toEqual([null, null])
  expect(programRewards(generatedOnly, 'all-pass')).toEqual([null, null])
  expect(programRewards(tableOf({ groundTruth: [[1], [0]] }), 'label-free')).toEqual([null, null])
})
