import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { MalformedFrames } from './bridge-errors.ts'
import { replyFrames, requestFrames } from './frames.ts'
import type { Reply, Request } from './messages.ts'

const head = { id: 'i', runId: 'r', epoch: 'e' }
const settings = {
  preset: 'modern', learningRate: 1e-6, klCoefficient: 0, clipLow: 0.2, clipHigh: 0.28, importanceCap: 2, gradientClip: 1, weightDecay: 0,
  maxTokensPerMicroBatch: 8192, saveEvery: 1, keepCheckpoints: 2, seed: 2 ** 32 - 1, checkpointDir: null, resume: true,
} as const

test.each<Request>([
  { type: 'HELLO', ...head, settings },
  { type: 'BATCH', ...head, step: 1, phase: 'joint', last: true, temperature: 0.8, sequences: 1, arrays: [{ name: 'x', dtype: 'u8', shape: [2] }], digest: 'd' },
  { type: 'SAVE', ...head, step: 4, label: 'best' },
  { type: 'PING', ...head },
  { type: 'SHUTDOWN', ...head },
])('a request is read as it was written: $type', message => {
  const buffers = [Uint8Array.of(1, 2), new Uint8Array()]
  const frames = requestFrames.encode({ message, buffers })
  expect(Buffer.from(frames[0]!).toString('latin1')).toBe('CURE\u0001')
  expect(frames.slice(2)).toEqual(buffers)
  expect(frames[2]).toBe(buffers[0]) // Not a copy.
  expect(requestFrames.decode(frames)).toEqual({ message, buffers })
})

const from = { id: 'i', epoch: 'e' }
test.each<Reply>([
  {
    type: 'WELCOME', ...from, protocol: 1, learner: { name: 'n', version: 'v' }, capabilities: ['in-process'], modelHash: 'm', tokenizerHash: 't', vocabSize: 1024,
    maxSequenceTokens: 512, lastCommittedStep: 3, policyVersion: 6, device: 'cpu',
  },
  { type: 'ACCEPTED', ...from, step: 1, phase: 'coder', digest: 'd' },
  { type: 'PROGRESS', ...from, step: 1, phase: 'coder', done: 1, total: 2 },
  { type: 'STEP_DONE', ...from, step: 1, phase: 'tester', metrics: { 'clip_ratio/low': 0.5, loss: -1 }, policyVersion: 2, checkpoint: null },
  { type: 'STEP_FAILED', ...from, step: 1, phase: 'coder', retriable: false, message: 'No.' },
  { type: 'SAVED', ...from, path: '/c' },
  { type: 'PONG', ...from, busy: true, step: 1, policyVersion: 0 },
  { type: 'BYE', ...from },
  { type: 'ERROR', ...from, code: 'BUSY', message: 'Wait.' },
])('a reply is read as it was written: $type', message => {
  expect(replyFrames.decode(replyFrames.encode({ message, buffers: [] })).message).toEqual(message)
})

test('integers are integers on the wire, since the other side is strict', () => {
  const [, header] = requestFrames.encode({ message: { type: 'HELLO', ...head, settings }, buffers: [] })
  expect(Buffer.from(header!).includes(Buffer.from('a473656564ceffffffff', 'hex'))).toBe(true) // "seed", then uint32.
})

test('another version says so', () => {
  const [, header] = replyFrames.encode({ message: { type: 'BYE', ...from }, buffers: [] })
  expect(() => replyFrames.decode([Buffer.from('CURE\u0002'), header!])).toThrow('The other side of the bridge speaks version 2 of the protocol and this one version 1; install the same release on both.')
})

test('a wrong field is named', () => {
  const message = { type: 'PONG', ...from, busy: 'no', step: 0, policyVersion: 0 } as unknown as Reply
  const [preamble] = replyFrames.encode({ message: { type: 'BYE', ...from }, buffers: [] })
  const header = Buffer.concat([Buffer.from('86', 'hex'), ...Object.entries(message).flatMap(([key, value]) => [text(key), typeof value === 'number' ? Buffer.of(value) : text(String(value))])])
  expect(() => replyFrames.decode([preamble!, header])).toThrow(/busy/)
})

/** A short text in msgpack. */
const text = (value: string) => Buffer.concat([Buffer.of(0xa0 + value.length), Buffer.from(value)])

test('nothing that comes is a crash', () => {
  const [preamble] = replyFrames.encode({ message: { type: 'BYE', ...from }, buffers: [] })
  fc.assert(fc.property(fc.array(fc.uint8Array(), { maxLength: 3 }), fc.boolean(), (frames, right) => {
    expect(() => replyFrames.decode(right ? [preamble!, ...frames] : frames)).toThrow(MalformedFrames)
  }))
  expect(() => replyFrames.decode([preamble!, new Uint8Array((1 << 20) + 1)])).toThrow(MalformedFrames)
})
