import { describe, expect, test } from '@jest/globals'
import { barRow, show } from './row.ts'

const interval = { value: 0.5, low: 0.4, high: 0.6, seeds: 3, tasks: 9 }
const kept = (is: '>=' | '>' | '<=' | '<' | 'not below', limit: number) => barRow('', 'points', interval, { is, limit }).holds

describe('a bar', () => {
  test('is for the whole interval', () => {
    expect([kept('>=', 0.4), kept('>=', 0.41)]).toEqual([true, false])
    expect([kept('>', 0.39), kept('>', 0.4)]).toEqual([true, false])
    expect([kept('<=', 0.6), kept('<=', 0.59)]).toEqual([true, false])
    expect([kept('<', 0.61), kept('<', 0.6)]).toEqual([true, false])
  })

  test('of no loss is reached by the interval', () => {
    expect([kept('not below', 0.6), kept('not below', 0.61)]).toEqual([true, false])
  })

  test('stands in the report in the unit of the figure', () => {
    expect(barRow('', 'points', interval, { is: '>=', limit: 0.378 }).paper).toBe('>= +37.8')
    expect(barRow('', 'points', interval, { is: 'not below', limit: 0 }).paper).toBe('not below 0')
    expect(barRow('', '%', interval, { is: '<=', limit: 0.648 }, 'shorter').paper).toBe('shorter; <= 64.8%')
  })
})

test('figures are shown in their unit', () => {
  expect([show(0.1234, 'points'), show(-0.1234, 'points'), show(-0.0001, 'points'), show(0.1234, '%'), show(12.34, 'tokens')]).toEqual(['+12.3', '-12.3', '+0.0', '12.3', '12.3'])
})
