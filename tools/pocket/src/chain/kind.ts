import type { Habits } from '../problem.ts'
import type { Random } from '../random.ts'
import type { Operation, Output } from './operation.ts'

/** A family whose programs read their input into a state, change the state line by line, and print something of it. */
export interface Kind<S> {
  readonly name: string
  /** How a question begins: what is read. */
  readonly openings: readonly string[]
  /** The Python lines that read the input. They take an empty line that reaches the program as no line at all. */
  readonly reading: string
  parse(input: string): S
  /** Likewise of an author in a hurry, who does not think of edge cases. Its meaning is null where it ends in an error. */
  readonly hurriedReading: string
  hurriedParse(input: string): S | null
  /** The state as it is noted down in a worked test, in one line. */
  note(state: S): string
  readonly operations: readonly Operation<S>[]
  readonly outputs: readonly Output<S>[]
  /** Names of operations and outputs of which a problem needs one, where not every problem makes sense. */
  readonly essential?: ReadonlySet<string>
  /** An input as people choose it for a test that they work by hand, of `size` parts, with numbers in the range. */
  byHand(random: Random, size: number, range: Habits['numbers'][number]): string
  /** Inputs to choose ground-truth tests from: the two that every problem is tested on, further edge cases, then any. */
  candidates(random: Random): string[]
}
