/** One line of a program on a state of type `S`, and its meaning. */
export interface Step<S> {
  readonly line: string
  apply(state: S): S
}

/** A kind of operation. `k` is its small parameter; operations without one ignore it. */
export interface Operation<S> {
  readonly name: string
  readonly values: readonly number[]
  wordings(k: number): readonly string[]
  right(k: number): Step<S>
  /** What people write by mistake, likeliest first. */
  slips(k: number): readonly Step<S>[]
}

/** The last line of a program, and the text it prints for the state. */
export interface Printer<S> {
  readonly line: string
  show(state: S): string
  /** What one notes down on the way to the output, where it takes more than a look at the state. */
  working?(state: S): string
}

/** What is printed in the end. Defined for the empty state, and the wording says how where it is not obvious. */
export interface Output<S> {
  readonly name: string
  readonly wordings: readonly string[]
  readonly right: Printer<S>
  readonly slips: readonly Printer<S>[]
}

/** For an operation without a parameter. */
export const none = [0] as const
