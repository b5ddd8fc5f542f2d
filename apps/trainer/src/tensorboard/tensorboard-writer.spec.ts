import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BinaryReader } from '@bufbuild/protobuf/wire'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { evaluationOf, reportOf } from '../report.spec.fixture.ts'
import { crc32c } from './crc32c.ts'
import { tensorboardWriter } from './tensorboard-writer.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cure-tensorboard-')) })
afterEach(() => rmSync(folder, { recursive: true }))

interface Read {
  readonly step: number
  readonly seconds: number
  readonly version: string
  readonly start: boolean
  readonly scalars: Record<string, number>
}

/** A reader that shares nothing with the writer: a bitwise checksum, and fields by their numbers. */
function read(bytes: Buffer): Read[] {
  if (bytes.length === 0) return []
  const length = Number(bytes.readBigUInt64LE(0))
  const data = bytes.subarray(12, 12 + length)
  for (const [part, at] of [[bytes.subarray(0, 8), 8], [data, 12 + length]] as const) expect(unmasked(bytes.readUInt32LE(at))).toBe(bitwise(part))
  return [eventIn(data), ...read(bytes.subarray(16 + length))]
}

const unmasked = (checksum: number) => {
  const turned = (checksum - 0xa282ead8) >>> 0
  return ((turned >>> 17) | (turned << 15)) >>> 0
}

function bitwise(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) for (let bit = 0; bit < 8; bit++) crc = ((crc >>> 1) ^ (((crc ^ (byte >> bit)) & 1) * 0x82f63b78)) >>> 0
  return (crc ^ 0xffffffff) >>> 0
}

function eventIn(data: Uint8Array): Read {
  const found = { step: 0, seconds: 0, version: '', start: false, scalars: {} as Record<string, number> }
  const reader = new BinaryReader(data)
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) found.seconds = reader.double()
    else if (field === 2) found.step = Number(reader.int64())
    else if (field === 3) found.version = reader.string()
    else if (field === 5) Object.assign(found.scalars, scalarsIn(reader.bytes()))
    else if (field === 7) found.start = Buffer.from(reader.bytes()).equals(Buffer.of(8, 1))
    else reader.skip(wire, field)
  }
  return found
}

function scalarsIn(summary: Uint8Array): Record<string, number> {
  const reader = new BinaryReader(summary)
  const scalars: Record<string, number> = {}
  while (reader.pos < reader.len) {
    reader.tag()
    const value = new BinaryReader(reader.bytes())
    value.tag()
    const tag = value.string()
    value.tag()
    scalars[tag] = value.float()
  }
  return scalars
}

const filesIn = (path: string) => readdirSync(path).sort().map(name => ({ name, events: read(readFileSync(join(path, name))) }))

test('the checksum is RFC 3720\'s', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
})

test('steps and evaluations, under TRL\'s names, as another reader finds them', () => {
  const write = tensorboardWriter(join(folder, 'tensorboard'), () => undefined)
  write({ type: 'evaluation', evaluation: evaluationOf() })
  write({ type: 'step', report: reportOf({
    step: 1,
    dropped: [{ role: 'coder', reason: 'no-variance', count: 2 }],
    metrics: { 'coder/loss': 0.5, 'coder/clip_ratio/low': 0.25, 'tester/clip_ratio/high': 0.125, 'tester/completions/mean_length': 12 },
  }) })
  write({ type: 'step', report: reportOf({ step: 2, metrics: { 'coder/loss': -1 }, statistics: { ...reportOf().statistics, mu: null } }) })
  const files = filesIn(join(folder, 'tensorboard'))
  expect(files).toHaveLength(1)
  const { name, events } = files[0]!
  expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\.\d+$/)
  expect(events.map(({ step, version, start }) => ({ step, version, start }))).toEqual([
    { step: 0, version: 'brain.Event:2', start: false }, { step: 1, version: '', start: true },
    { step: 0, version: '', start: false }, { step: 1, version: '', start: false }, { step: 2, version: '', start: false },
  ])
  for (const { seconds } of events) expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60)
  expect(events[2]!.scalars).toMatchObject({ 'evaluation/held-out/codeAccuracy': 0.5, 'evaluation/held-out/p00': 0 })
  expect(events[3]!.scalars).toMatchObject({
    'coder/loss': 0.5, 'coder/clip_ratio/low_mean': 0.25, 'tester/clip_ratio/high_mean': 0.125, 'tester/completions/mean_length': 12,
    'coder/frac_reward_zero_std': 0.25, 'tester/frac_reward_zero_std': 0, 'statistics/unitTestAccuracy': 0.25, 'shares/unreadablePrograms': 0.125, 'seconds/wall': 3.5,
  })
  expect(events[4]!.scalars['coder/loss']).toBe(-1)
  expect(events[4]!.scalars).not.toHaveProperty('statistics/mu')
})

test('a run that goes on takes back what it trains again', () => {
  tensorboardWriter(folder, () => undefined)({ type: 'step', report: reportOf({ step: 7 }) })
  expect(filesIn(folder)[0]?.events[1]).toMatchObject({ step: 7, start: true })
})

test('a folder that cannot be written is told once', () => {
  writeFileSync(join(folder, 'file'), '')
  const said: string[] = []
  const write = tensorboardWriter(join(folder, 'file', 'tensorboard'), line => said.push(line))
  write({ type: 'step', report: reportOf() })
  write({ type: 'step', report: reportOf() })
  expect(said).toEqual([`${join(folder, 'file', 'tensorboard')}: cannot be written (ENOTDIR); the run goes on without TensorBoard.`])
})
