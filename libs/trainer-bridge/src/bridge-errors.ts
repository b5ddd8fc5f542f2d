import { CureError } from '@cure-ts/records'

/** Nothing is heard of the learner any more, or nothing that can be relied on: the connection is of no further use. */
export class LearnerLost extends CureError {
  override readonly name = 'LearnerLost'
}

/** The learner refused a message; `code` is the protocol's, e.g. `CONFLICT`. */
export class LearnerRefused extends CureError {
  override readonly name = 'LearnerRefused'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** An update did not happen; the weights are as they were. `retriable`: the same batch may be sent again. */
export class StepFailed extends CureError {
  override readonly name = 'StepFailed'
  readonly retriable: boolean

  constructor(message: string, retriable: boolean) {
    super(message)
    this.retriable = retriable
  }
}

/** What came is no message of this protocol. */
export class MalformedFrames extends CureError {
  override readonly name = 'MalformedFrames'
}
