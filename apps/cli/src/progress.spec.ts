import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { startProgress } from './progress.ts'

describe('startProgress', () => {
  const isTTY = process.stderr.isTTY
  afterEach(() => {
    process.stderr.isTTY = isTTY
    jest.restoreAllMocks()
  })

  test('writes nothing where standard error is no terminal', () => {
    process.stderr.isTTY = false
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
    const progress = startProgress('execute | {value} records')
    progress.update(1)
    progress.stop()
    expect(write).not.toHaveBeenCalled()
  })
})
