import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { crc32c } from './crc32c.ts'

/** Figures by tag. */
export type Scalars = Readonly<Record<string, number>>

/**
 * An event file, which TensorBoard shows: TFRecords of `tensorflow.Event` messages
 * (https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto). A process writes one of its own; what
 * an earlier process of the same run wrote of `firstStep` and later steps is no longer shown.
 */
export class EventFile {
  readonly #path: string

  /** @throws where the folder cannot be written */
  constructor(folder: string, firstStep: number) {
    mkdirSync(folder, { recursive: true })
    this.#path = join(folder, `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${process.pid}`)
    this.#append(event(0).tag(3, WireType.LengthDelimited).string('brain.Event:2'))
    this.#append(event(firstStep).tag(7, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(sessionStart).join())
  }

  /** @throws where the disk is full */
  write(step: number, scalars: Scalars): void {
    const summary = event(step).tag(5, WireType.LengthDelimited).fork()
    for (const [tag, value] of Object.entries(scalars)) {
      summary.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.Bit32).float(value).join()
    }
    this.#append(summary.join())
  }

  /** A record: its length and the length's checksum, the data and its checksum. */
  #append(message: BinaryWriter): void {
    const data = message.finish()
    const record = Buffer.alloc(data.length + 16)
    record.writeBigUInt64LE(BigInt(data.length))
    record.writeUInt32LE(masked(record.subarray(0, 8)), 8)
    record.set(data, 12)
    record.writeUInt32LE(masked(data), 12 + data.length)
    appendFileSync(this.#path, record)
  }
}

const sessionStart = 1

/** An event of now, whose content is to follow. */
function event(step: number): BinaryWriter {
  return new BinaryWriter().tag(1, WireType.Bit64).double(Date.now() / 1000).tag(2, WireType.Varint).int64(step)
}

/** TFRecord's checksum: a CRC of data that holds a CRC would be of little use. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
