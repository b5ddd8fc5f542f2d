import * as Schema from 'effect/Schema'
import { Phase } from '@cure-ts/records'

/** Counts and steps; a step is from 1. */
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How the learner trains; see `learnerConfig` for each field. */
export const LearnerSettings = Schema.Struct({
  preset: Schema.Literals(['cure', 'modern']),
  learningRate: Schema.Finite,
  klCoefficient: Schema.Finite,
  clipLow: Schema.Finite,
  clipHigh: Schema.Finite,
  /** Null: samples are not weighted by their importance. */
  importanceCap: Schema.NullOr(Schema.Finite),
  gradientClip: Schema.Finite,
  weightDecay: Schema.Finite,
  maxTokensPerMicroBatch: Count,
  saveEvery: Count,
  keepCheckpoints: Count,
  seed: Count,
  checkpointDir: Schema.NullOr(Schema.String),
  resume: Schema.Boolean,
})
export type LearnerSettings = typeof LearnerSettings.Type

/** One raw buffer of a BATCH: little-endian, row-major. */
export const ArrayHeader = Schema.Struct({
  name: Schema.String,
  dtype: Schema.Literals(['i32', 'u8', 'f32']),
  shape: Schema.Array(Count),
})
export type ArrayHeader = typeof ArrayHeader.Type

/** In every request: `id` comes back in its replies, `epoch` is the learner's from WELCOME (empty in HELLO). */
const request = { id: Schema.String, runId: Schema.String, epoch: Schema.String }
const ofPhase = { step: Count, phase: Phase }

/** What Node sends. */
export const Request = Schema.Union([
  Schema.Struct({ type: Schema.Literal('HELLO'), ...request, settings: LearnerSettings }),
  Schema.Struct({
    type: Schema.Literal('BATCH'),
    ...request,
    ...ofPhase,
    last: Schema.Boolean,
    temperature: Schema.Finite,
    sequences: Count,
    arrays: Schema.Array(ArrayHeader),
    /** SHA-256 in hexadecimal over the buffers, one after the other. */
    digest: Schema.String,
  }),
  Schema.Struct({ type: Schema.Literal('SAVE'), ...request, step: Count, label: Schema.String }),
  Schema.Struct({ type: Schema.Literal('PUBLISH'), ...request, step: Count }),
  Schema.Struct({ type: Schema.Literal('PING'), ...request }),
  Schema.Struct({ type: Schema.Literal('SHUTDOWN'), ...request }),
])
export type Request = typeof Request.Type

const reply = { id: Schema.String, epoch: Schema.String }

/** What the learner sends. */
export const Reply = Schema.Union([
  Schema.Struct({
    type: Schema.Literal('WELCOME'),
    ...reply,
    protocol: Count,
    learner: Schema.Struct({ name: Schema.String, version: Schema.String }),
    capabilities: Schema.Array(Schema.String),
    modelHash: Schema.String,
    tokenizerHash: Schema.String,
    vocabSize: Count,
    maxSequenceTokens: Count,
    /** 0: none. */
    lastCommittedStep: Count,
    /** Updates behind the weights. */
    policyVersion: Count,
    device: Schema.String,
  }),
  /** To a HELLO, again and again while a large model is being read. */
  Schema.Struct({ type: Schema.Literal('STARTING'), ...reply }),
  Schema.Struct({ type: Schema.Literal('ACCEPTED'), ...reply, ...ofPhase, digest: Schema.String }),
  Schema.Struct({ type: Schema.Literal('PROGRESS'), ...reply, ...ofPhase, done: Count, total: Count }),
  Schema.Struct({
    type: Schema.Literal('STEP_DONE'),
    ...reply,
    ...ofPhase,
    metrics: Schema.Record(Schema.String, Schema.Finite),
    policyVersion: Count,
    checkpoint: Schema.NullOr(Schema.String),
  }),
  Schema.Struct({ type: Schema.Literal('STEP_FAILED'), ...reply, ...ofPhase, retriable: Schema.Boolean, message: Schema.String }),
  Schema.Struct({ type: Schema.Literal('SAVED'), ...reply, path: Schema.String }),
  Schema.Struct({
    type: Schema.Literal('PUBLISHED'),
    ...reply,
    /** On the learner's machine. */
    path: Schema.String,
    policyVersion: Count,
    /** What the weights say of a fixed text: the log-probability (nats) of each of its tokens but the first. */
    canary: Schema.Struct({ tokenIds: Schema.Array(Count), logprobs: Schema.Array(Schema.Finite) }),
  }),
  Schema.Struct({ type: Schema.Literal('PONG'), ...reply, busy: Schema.Boolean, step: Count, policyVersion: Count }),
  Schema.Struct({ type: Schema.Literal('BYE'), ...reply }),
  Schema.Struct({
    type: Schema.Literal('ERROR'),
    /** Empty where the learner could not read whose fault it is. */
    id: Schema.String,
    epoch: Schema.String,
    /** `BAD_MESSAGE`, `PROTOCOL`, `CONFLICT`, `OUT_OF_ORDER`, `BUSY`, `FENCED`, `TOO_LARGE`. */
    code: Schema.String,
    message: Schema.String,
  }),
])
export type Reply = typeof Reply.Type
/** The reply of one type. */
export type ReplyOf<T extends Reply['type']> = Extract<Reply, { readonly type: T }>
