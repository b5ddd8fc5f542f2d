import { expect, test } from '@jest/globals'
import { comparisonOf } from './task.ts'

test.each([
  [{}, 'tokens'],
  [{ float_output: true }, 'float'],
  [{ float_output: false }, 'tokens'],
  [{ float_output: true, comparison: null }, 'float'],
  [{ float_output: true, comparison: 'exact' as const }, 'exact'],
])('%j is compared by %s', (task, comparison) => {
  expect(comparisonOf(task)).toBe(comparison)
})
