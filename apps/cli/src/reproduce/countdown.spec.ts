import { expect, test } from '@jest/globals'
import { Countdown } from './countdown.ts'

test('a machine that takes twice as long takes twice as long for the rest', () => {
  const countdown = new Countdown(100)
  expect(countdown.secondsLeft).toBe(100)
  countdown.done(20, 40)
  expect(countdown.secondsLeft).toBe(160)
  countdown.done(80, 160)
  expect(countdown.secondsLeft).toBe(0)
})
