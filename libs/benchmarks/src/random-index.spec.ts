import { expect, test } from '@jest/globals'
import { randomIndex } from './random-index.ts'

test('draws every number about as often', () => {
  const draw = randomIndex(3)
  const counts = [0, 0, 0, 0, 0, 0, 0]
  for (let drawn = 0; drawn < 70_000; drawn += 1) counts[draw(7)]! += 1
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})

test('neighbouring seeds have nothing in common', () => {
  const [a, b] = [randomIndex(1), randomIndex(2)]
  const equal = Array.from({ length: 1000 }, () => a(1000) === b(1000)).filter(Boolean)
  expect(equal.length).toBeLessThan(10)
})
