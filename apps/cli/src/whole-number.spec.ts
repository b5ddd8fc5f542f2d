import { describe, expect, test } from '@jest/globals'
import { wholeNumber } from './whole-number.ts'

describe('wholeNumber', () => {
  test('reads a count', () => {
    expect(wholeNumber('12')).toBe(12)
  })

  test.each(['0', '-1', '1.5', 'x', ''])('refuses %j', text => {
    expect(() => wholeNumber(text)).toThrow('It has to be a whole number from 1.')
  })
})
