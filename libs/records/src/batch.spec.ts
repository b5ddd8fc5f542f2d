import { expect, test } from '@jest/globals'
import { Batch } from './batch.ts'
import { decoder } from './decode.ts'
import { readFixture } from './read-fixture.spec.fixture.ts'

test('arrays are typed in memory', () => {
  const batch = decoder(Batch)(readFixture('batch'), 'fixture')
  expect(batch.tokenIds).toEqual(Int32Array.of(1, 5, 4, 2, 1, 5, 2))
  expect(batch.cuSeqlens).toEqual(Int32Array.of(0, 4, 7))
  expect(batch.policyVersions).toEqual(Int32Array.of(3, 3))
  expect(batch.samplerLogprobs).toEqual(Float32Array.of(0, 0, -0.25, -0.5, 0, 0, -0.25))
  expect(batch.advantages).toEqual(Float32Array.of(1, -1))
  expect(batch.lossMask).toEqual(Uint8Array.of(0, 0, 1, 1, 0, 0, 1))
  expect(batch.truncated).toEqual(Uint8Array.of(0, 0))
})

test.each([
  [{ tokenIds: ['1'] }, 'field tokenIds.0: Expected number.'],
  [{ phase: 'both' }, 'field phase: Expected "coder" | "tester" | "joint".'],
])('%j is refused', (change, message) => {
  expect(() => decoder(Batch)({ ...readFixture('batch'), ...change }, 'batch')).toThrow(message)
})
