import { expect, test } from '@jest/globals'
import { resultOf } from '../result.spec.fixture.ts'
import { bestTemperature } from './best-temperature.ts'

test('the sum of the three accuracies decides, the first of equals', () => {
  const at = (temperature: number, [tests, code, best]: readonly [number, number, number]) => resultOf([], {
    settings: { ...resultOf([]).settings, temperature },
    figures: Object.fromEntries(Object.entries({ referenceTestAccuracy: tests, codeAccuracy: code, bestOfN: best }).map(([name, value]) => [name, { value, low: 0, high: 1, tasks: 1 }])),
  })
  expect(bestTemperature([at(1, [0.3, 0.7, 0.5]), at(0.5, [0.5, 0.7, 0.5]), at(0.25, [0.7, 0.5, 0.5])])).toBe(0.5)
})
