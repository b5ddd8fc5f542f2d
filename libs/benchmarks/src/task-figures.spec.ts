import { expect, test } from '@jest/globals'
import { figureTitles } from './figure-titles.ts'
import { measuredTask } from './measured-task.spec.fixture.ts'
import { taskFigures } from './task-figures.ts'

/** p0 and p2 are wrong, p1 and p3 correct; t0 is wrong (p3 fails it), t1 correct. */
const task = measuredTask('a', ['++|-', '++|+', '--|-', '-+|+'], 1)

test('a task by hand', () => {
  // p_u 1/2, p_01 1/2 (p0 passes t1), p_00 1/2 (p0 passes t0): mu = 1/2 * 1/2 - 1/2 * 1/2.
  expect(taskFigures(task)).toMatchObject({
    referenceTestAccuracy: 0.5, unitTestAccuracy: 0.5, codeAccuracy: 0.5, p01: 0.5, p00: 0.5, mu: 0,
    passAt1: 0.5, passAt2: 1 - 1 / 6, passAt4: 1, passAt8: null,
    bestOf2x1: 0, bestOf2x2: 0, bestOf4x2: 0, bestOf8x1: null, bestOf2x4: null,
    programTokens: 10, testTokens: 4,
  })
})

test('reward precision is measured on the first tests only', () => {
  // Pairs (correct, wrong): p1-p0, p1-p2, p3-p0, p3-p2. On t0 only p1 beats p2; on both also p3 beats p2, and p1 still ties with p0.
  expect(taskFigures(task)).toMatchObject({ precisionAt1: 1 / 4, precisionAt2: 2 / 4, precision: 2 / 4, precisionAt4: null })
})

test('reversal is precision for the wrong programs', () => {
  // On t0 p0 beats p3; on both tests nobody that is wrong is ahead: p0 ties with p1 and is ahead of p3.
  expect(taskFigures(task)).toMatchObject({ reversalAt1: 1 / 4, reversalAt2: 1 / 4, reversalAt4: null })
})

test('the majority is of programs with the same code', () => {
  expect(taskFigures(measuredTask('c', ['+|-', '+|+', '+|+', '+|+'], null, [0, 1, 1, 1]))).toMatchObject({ majorityOf2: 0, majorityOf4: 1, majorityOf8: null })
})

test('the bound takes the task\'s mu and the number of tests', () => {
  const sure = taskFigures(measuredTask('b', ['++|+', '--|-']))
  expect(sure).toMatchObject({ mu: 1, boundAt1: 1 - Math.exp(-0.5), boundAt2: 1 - Math.exp(-1), boundAt4: null })
  expect(taskFigures(task)).toMatchObject({ boundAt1: 0, boundAt2: 0 })
})

test('has every figure that has a title, and no other', () => {
  expect(Object.keys(taskFigures(task)).toSorted()).toEqual(Object.keys(figureTitles).toSorted())
})
