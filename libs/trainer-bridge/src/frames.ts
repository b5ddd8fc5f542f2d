import { Packr } from 'msgpackr'
import * as Schema from 'effect/Schema'
import { decoder } from '@cure-ts/records'
import { MalformedFrames } from './bridge-errors.ts'
import { Reply, Request } from './messages.ts'

/** The one that both sides must speak. */
export const protocolVersion = 1

const magic = Buffer.from('CURE')
const longestHeaderBytes = 1 << 20
/** Plain maps: records are an extension of msgpackr's own, which nothing else reads. */
const packr = new Packr({ useRecords: false })

/** A message with the raw buffers that follow its header. */
export interface Framed<M> {
  readonly message: M
  readonly buffers: readonly Uint8Array[]
}

/**
 * The frames of one message: the magic and one byte of protocol version | the header in msgpack | the buffers as they are.
 * The buffers are not copied, so they must not change before they are sent.
 */
function codec<S extends Schema.ConstraintDecoder<unknown> & Schema.ConstraintEncoder<unknown>>(schema: S) {
  const encode = Schema.encodeUnknownSync(schema)
  const decode = decoder(schema)
  return {
    encode({ message, buffers }: Framed<S['Type']>): Uint8Array[] {
      return [Buffer.concat([magic, Uint8Array.of(protocolVersion)]), packr.pack(encode(message)), ...buffers]
    },
    /** @throws MalformedFrames */
    decode([preamble, header, ...buffers]: readonly Uint8Array[]): Framed<S['Type']> {
      if (preamble === undefined || header === undefined || preamble.length !== magic.length + 1 || !magic.equals(preamble.subarray(0, magic.length))) {
        throw new MalformedFrames('What came over the bridge is no message of this protocol; check that the address is a learner\'s.')
      }
      const version = preamble.at(-1)
      if (version !== protocolVersion) {
        throw new MalformedFrames(`The other side of the bridge speaks version ${version} of the protocol and this one version ${protocolVersion}; install the same release on both.`)
      }
      if (header.length > longestHeaderBytes) throw new MalformedFrames(`A message with a header of ${header.length} bytes came over the bridge, where ${longestHeaderBytes} are allowed; install the same release on both sides.`)
      try {
        return { message: decode(packr.unpack(header), 'header'), buffers }
      } catch (error) {
        throw new MalformedFrames(`A message that cannot be read came over the bridge (${(error as Error).message.replaceAll(/\s+/g, ' ')}); install the same release on both sides.`, { cause: error })
      }
    },
  }
}

/** Node's messages. */
export const requestFrames = codec(Request)
/** The learner's messages. */
export const replyFrames = codec(Reply)
