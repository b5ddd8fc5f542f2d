import { describe, expect, it } from '@jest/globals'
import { encodeFrame, type Frame, FrameStream } from './frame-stream.ts'

const bodyBytes = (message: unknown): number => (message as { bytes: number }).bytes

describe('FrameStream', () => {
  it('cuts the same frames whatever the chunks are', () => {
    const bytes = Buffer.concat([
      encodeFrame({ bytes: 3, text: 'é\u2028' }, Buffer.from([0, 10, 255])), encodeFrame({ bytes: 0 }), encodeFrame({ bytes: 1 }, Buffer.from('x')),
    ])
    for (let size = 1; size <= bytes.length; size++) {
      const stream = new FrameStream(bodyBytes)
      const frames: Frame[] = []
      for (let at = 0; at < bytes.length; at += size) frames.push(...stream.push(bytes.subarray(at, at + size)))
      expect(frames).toEqual([
        { message: { bytes: 3, text: 'é\u2028' }, body: Buffer.from([0, 10, 255]) },
        { message: { bytes: 0 }, body: Buffer.alloc(0) },
        { message: { bytes: 1 }, body: Buffer.from('x') },
      ])
    }
  })

  it('throws on what is no JSON', () => {
    expect(() => new FrameStream(bodyBytes).push(Buffer.from([0, 0, 0, 1, 0x7B]))).toThrow()
  })
})
