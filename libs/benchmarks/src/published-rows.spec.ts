import { expect, test } from '@jest/globals'
import { publishedRows } from './published-rows.ts'

test('six models on five datasets', () => {
  expect(publishedRows).toHaveLength(30)
  expect(publishedRows.find(({ model, dataset }) => model === 'ReasonFlux-Coder-7B' && dataset === 'MBPP'))
    .toMatchObject({ unitTestAccuracy: 79.4, codeAccuracy: 70.2, bestOfN: 84.6 })
  for (const { unitTestAccuracy, codeAccuracy, bestOfN } of publishedRows) {
    expect(codeAccuracy).toBeLessThan(bestOfN)
    expect(Math.max(unitTestAccuracy, bestOfN)).toBeLessThan(100)
  }
})
