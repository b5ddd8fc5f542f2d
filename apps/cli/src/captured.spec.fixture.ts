import { afterEach, beforeEach, jest } from '@jest/globals'

/** Keeps what each test of the file writes to a stream of this process from the terminal. */
export function captured(stream: 'stdout' | 'stderr'): { text: string } {
  const written = { text: '' }
  beforeEach(() => {
    written.text = ''
    jest.spyOn(process[stream], 'write').mockImplementation(text => {
      written.text += String(text)
      return true
    })
  })
  afterEach(() => { jest.restoreAllMocks() })
  return written
}
