import * as Schema from 'effect/Schema'

/** A whole number >= 0: a count, an index, a length in tokens. */
export const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** 1: passed, 0: failed, null: not known. */
export const Passed = Schema.NullOr(Schema.Literals([0, 1]))

/** A row per program, a column per test. */
export const grid = <S extends Schema.Constraint>(cell: S) => Schema.Array(Schema.Array(cell))

/** How an output is compared with the expected one; `tokens` collapses whitespace (CURE's way). */
export const Comparison = Schema.Literals(['tokens', 'exact', 'float', 'checker'])
export type Comparison = typeof Comparison.Type

/** `stdin`: a whole program; `function`: a function that is called with decoded arguments. */
export const ExeMethod = Schema.Literals(['stdin', 'function'])
export type ExeMethod = typeof ExeMethod.Type

/** The two roles that one model plays. */
export const Role = Schema.Literals(['coder', 'tester'])
export type Role = typeof Role.Type
