import { createHash } from 'node:crypto'
import type { Batch } from '@cure-ts/records'
import type { ArrayHeader } from './messages.ts'

const dtypes = { Int32Array: 'i32', Uint8Array: 'u8', Float32Array: 'f32' } as const

/**
 * A batch as BATCH carries it: the headers of its arrays, their bytes (views, not copies; every platform that Node runs on here is
 * little-endian) and the digest that makes sending it again harmless.
 */
export function batchFrames(batch: Batch): { sequences: number, arrays: ArrayHeader[], buffers: Uint8Array[], digest: string } {
  const named = [
    ['token_ids', batch.tokenIds],
    ['cu_seqlens', batch.cuSeqlens],
    ['loss_mask', batch.lossMask],
    ['sampler_logprobs', batch.samplerLogprobs],
    ['advantages', batch.advantages],
    ['truncated', batch.truncated],
  ] as const
  const buffers = named.map(([, array]) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  const hash = createHash('sha256')
  for (const buffer of buffers) hash.update(buffer)
  return {
    sequences: batch.sequenceIds.length,
    arrays: named.map(([name, array]) => ({ name, dtype: dtypes[array.constructor.name as keyof typeof dtypes], shape: [array.length] })),
    buffers,
    digest: hash.digest('hex'),
  }
}
