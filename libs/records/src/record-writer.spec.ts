import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import * as Schema from 'effect/Schema'
import { lineEncoder, recordWriter } from './record-writer.ts'

const Item = Schema.Struct({ text: Schema.String })

/** A stream that takes one chunk at a time, each when `take` is called. */
function slowStream() {
  const taken: string[] = []
  let take = () => {}
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _, done) => {
      take = () => {
        taken.push(chunk.toString())
        done()
      }
    },
  })
  return { out, taken, take: () => take() }
}

test('a record is a line', () => {
  expect(lineEncoder(Item)({ text: 'a\nb\u2028' })).toBe('{"text":"a\\nb\u2028"}\n')
})

test('writes one line a record', async () => {
  const chunks: string[] = []
  const out = new Writable({ write: (chunk: Buffer, _, done) => { chunks.push(chunk.toString()); done() } })
  const write = recordWriter(Item, out)
  await write({ text: 'a' })
  await write({ text: 'b' })
  expect(chunks).toEqual(['{"text":"a"}\n', '{"text":"b"}\n'])
})

test('waits until a full stream takes more', async () => {
  const { out, taken, take } = slowStream()
  let written = false
  const writing = recordWriter(Item, out)({ text: 'a' }).then(() => { written = true })
  await new Promise(setImmediate)
  expect(written).toBe(false)
  take()
  await writing
  expect(taken).toEqual(['{"text":"a"}\n'])
})

test('a stream that breaks while it is full is an error', async () => {
  const { out } = slowStream()
  const writing = recordWriter(Item, out)({ text: 'a' })
  out.destroy(new Error('the reader is gone'))
  await expect(writing).rejects.toThrow('the reader is gone')
})
