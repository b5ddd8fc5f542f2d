import { type Batch, CureError, type Response, type Rewarded, type Role } from '@cure-ts/records'

/** A response to train on. */
export interface Sample {
  /** `taskId/programId` or `taskId/testId`. */
  readonly sequenceId: string
  readonly role: Role
  readonly response: Response
  readonly advantage: number
}

/**
 * The samples of one role in one table that have an advantage and a response, in their order there.
 *
 * @throws CureError where a response has no token ids
 */
export function samplesOf(record: Rewarded, role: Role): Sample[] {
  const ids = role === 'coder' ? record.programIds : record.testIds
  const advantages = role === 'coder' ? record.programAdvantages : record.testAdvantages
  return ids.flatMap((id, index) => {
    const response = record.responses[id]
    const advantage = advantages[index]
    if (response?.tokenCount !== undefined) throw new CureError(`Task ${record.taskId}: the response of ${id} has no token ids, which training needs; sample with endpoint tokens.`)
    return response === undefined || advantage == null ? [] : [{ sequenceId: `${record.taskId}/${id}`, role, response, advantage }]
  })
}

/** Lays samples end to end into the ragged arrays of a batch: each sequence is its prompt, then its response. */
export function packBatch(samples: readonly Sample[], header: Pick<Batch, 'step' | 'phase' | 'last' | 'temperature'>): Batch {
  const cuSeqlens = new Int32Array(samples.length + 1)
  for (const [index, { response }] of samples.entries()) {
    cuSeqlens[index + 1] = cuSeqlens[index]! + response.promptTokenIds.length + response.tokenIds.length
  }
  const tokens = cuSeqlens[samples.length]!
  const tokenIds = new Int32Array(tokens)
  const lossMask = new Uint8Array(tokens)
  const samplerLogprobs = new Float32Array(tokens)
  for (const [index, { response }] of samples.entries()) {
    const start = cuSeqlens[index]!
    const responseStart = start + response.promptTokenIds.length
    tokenIds.set(response.promptTokenIds, start)
    tokenIds.set(response.tokenIds, responseStart)
    lossMask.fill(1, responseStart, cuSeqlens[index + 1])
    samplerLogprobs.set(response.logprobs, responseStart)
  }
  return {
    ...header,
    sequenceIds: samples.map(({ sequenceId }) => sequenceId),
    roles: samples.map(({ role }) => role),
    policyVersions: Int32Array.from(samples, ({ response }) => response.policyVersion),
    tokenIds,
    cuSeqlens,
    lossMask,
    samplerLogprobs,
    advantages: Float32Array.from(samples, ({ advantage }) => advantage),
    truncated: Uint8Array.from(samples, ({ response }) => Number(response.finishReason === 'length')),
  }
}
