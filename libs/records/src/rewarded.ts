import * as Schema from 'effect/Schema'
import { OpenStruct } from './open-struct.ts'
import { Count, Role } from './scalars.ts'
import { haveLength } from './shape.ts'
import { tableFields } from './table.ts'

const perResponse = Schema.Array(Schema.NullOr(Schema.Finite))

/** Samples of a group that give no gradient, and why. */
export const Dropped = OpenStruct({
  role: Role,
  /** `no-variance`, `no-correct-program`, `reward-unknown`, `one-sided` (length-aware), `no-response`, `not-trained`. */
  reason: Schema.String,
  /** Samples, not groups. */
  count: Count,
})
export type Dropped = typeof Dropped.Type

/** {@link Table} with rewards (before normalisation) and advantages; a null advantage is no training sample. */
export const Rewarded = OpenStruct({
  ...tableFields,
  /** One a program. */
  programRewards: perResponse,
  /** One a test, ground-truth columns null. */
  testRewards: perResponse,
  programAdvantages: perResponse,
  testAdvantages: perResponse,
  dropped: Schema.Array(Dropped),
}).check(
  Schema.makeFilter(rewarded =>
    haveLength(rewarded, ['programRewards', 'programAdvantages'], rewarded.programIds.length, 'programs')),
  Schema.makeFilter(rewarded =>
    haveLength(rewarded, ['testRewards', 'testAdvantages'], rewarded.testIds.length, 'tests')),
)
export type Rewarded = typeof Rewarded.Type
