/** One line of a program on the list `xs`, and its meaning. */
export interface Step {
  readonly line: string
  apply(xs: readonly number[]): number[]
}

/** A kind of operation. `k` is its small integer parameter; operations without one ignore it. */
export interface Operation {
  readonly name: string
  readonly values: readonly number[]
  wordings(k: number): readonly string[]
  right(k: number): Step
  /** What people write by mistake, likeliest first. */
  slips(k: number): readonly Step[]
}

export const step = (expression: string, apply: Step['apply']): Step => ({ line: `xs = ${expression}`, apply })

/** Keep the numbers for which the Python `condition` on `x` holds. */
export const keep = (condition: string, holds: (x: number) => boolean): Step =>
  step(`[x for x in xs if ${condition}]`, xs => xs.filter(holds))

/** Replace each number by the Python `expression` on `x`. */
export const each = (expression: string, value: (x: number) => number): Step =>
  step(`[${expression} for x in xs]`, xs => xs.map(value))

/** Replace the list by the Python `expression` over neighbours `a`, `b`. */
export const pairs = (expression: string, value: (a: number, b: number) => number): Step =>
  step(`[${expression} for a, b in zip(xs, xs[1:])]`, xs => xs.slice(1).map((b, i) => value(xs[i] as number, b)))

/** Python's `//`: rounds down. */
export const floorDivide = (a: number, b: number): number => Math.floor(a / b)

/** Python's `%`: has the sign of the divisor. */
export const modulo = (a: number, b: number): number => a - b * Math.floor(a / b)

export const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0)
export const largest = (xs: readonly number[]): number => (xs.length > 0 ? Math.max(...xs) : 0)
export const smallest = (xs: readonly number[]): number => (xs.length > 0 ? Math.min(...xs) : 0)
export const ascending = (xs: readonly number[]): number[] => xs.toSorted((a, b) => a - b)
export const descending = (xs: readonly number[]): number[] => xs.toSorted((a, b) => b - a)
export const distinct = (xs: readonly number[]): number[] => [...new Set(xs)]

/** For an operation without a parameter. */
export const none = [0] as const
