import type { Batch, CureError } from '@cure-ts/records'
import type { ReplyOf } from './messages.ts'

/** What a learner says of itself. */
export type Welcome = Omit<ReplyOf<'WELCOME'>, 'type' | 'id'>

/** One phase's update. */
export type StepDone = Pick<ReplyOf<'STEP_DONE'>, 'step' | 'phase' | 'metrics' | 'policyVersion' | 'checkpoint'>

/** One version of the weights: a model folder, and what they say of a fixed text. */
export type PublishedWeights = Pick<ReplyOf<'PUBLISHED'>, 'path' | 'policyVersion' | 'canary'>

/** How far an update is: `done` of `total` micro-batches. */
export type Progress = Pick<ReplyOf<'PROGRESS'>, 'step' | 'phase' | 'done' | 'total'>

/** The process that holds the weights, behind a port. One call at a time; every wait has a limit. */
export interface Learner {
  readonly welcome: Welcome
  /**
   * Trains on one batch; calling it again with the same batch trains only once.
   *
   * @throws StepFailed, LearnerRefused, LearnerLost; the signal's reason on abort, after which the learner still ends this update
   */
  update(batch: Batch, signal: AbortSignal): Promise<StepDone>
  /** Writes a checkpoint and returns its folder. */
  save(label: string): Promise<string>
  /**
   * Writes the weights into a folder of their own for servers to load. The version before stays until the next call, by which every server
   * has to have this one.
   */
  publish(): Promise<PublishedWeights>
  /** Asks the learner to end. */
  shutdown(): Promise<void>
  /** Closes our side. The learner lives on. */
  close(): void
  /** Resolves, never rejects, once the learner is lost. */
  readonly lost: Promise<CureError>
}
