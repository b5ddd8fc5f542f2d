import { expect, jest, test } from '@jest/globals'
import { APIConnectionError, APIError } from 'openai'
import { retryDelayMs } from './request-fault.ts'
import { retrying } from './retrying.ts'

const { signal } = new AbortController()

test('repeats at most so often, and throws the last error', async () => {
  const run = jest.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('first')).mockRejectedValueOnce(new Error('second')).mockResolvedValue('done')
  expect(await retrying(run, { retries: 2, delayMs: () => 0, signal })).toBe('done')
  run.mockReset().mockImplementation(() => Promise.reject(new Error(`attempt ${run.mock.calls.length}`)))
  await expect(retrying(run, { retries: 2, delayMs: () => 0, signal })).rejects.toThrow('attempt 3')
})

test('a final error is not repeated', async () => {
  const run = jest.fn<() => Promise<string>>().mockRejectedValue(new Error('final'))
  await expect(retrying(run, { retries: 2, delayMs: () => null, signal })).rejects.toThrow('final')
  expect(run).toHaveBeenCalledTimes(1)
})

const status = (code: number, headers: Record<string, string> = {}) => APIError.generate(code, {}, '', new Headers(headers))

test.each([
  ['a lost connection', new APIConnectionError({ message: 'lost' }), 0, 375, 500],
  ['500, third attempt', status(500), 2, 1500, 2000],
  ['500, tenth attempt', status(500), 9, 6000, 8000],
  ['429 with seconds', status(429, { 'retry-after': '3' }), 0, 3000, 3000],
  ['429 with a date', status(429, { 'retry-after': new Date(Date.now() + 20_000).toUTCString() }), 0, 15_000, 20_000],
  ['429 with a date that is over', status(429, { 'retry-after': new Date(0).toUTCString() }), 0, 0, 0],
  ['429 with a day', status(429, { 'retry-after': '86400' }), 0, 60_000, 60_000],
  ['429 with nonsense', status(429, { 'retry-after': 'soon' }), 0, 375, 500],
])('the wait after %s', (_, error, attempt, low, high) => {
  const delayMs = retryDelayMs(error, attempt)
  expect(delayMs).toBeGreaterThanOrEqual(low)
  expect(delayMs).toBeLessThanOrEqual(high)
})

test('what repeating cannot mend is not repeated', () => {
  expect(retryDelayMs(status(400), 0)).toBeNull()
  expect(retryDelayMs(status(404), 0)).toBeNull()
  expect(retryDelayMs(new SyntaxError('no JSON'), 0)).toBeNull()
})
