import type { Step } from '../chain/operation.ts'
import { step } from '../places.ts'

export type Numbers = readonly number[]

/** Keep the numbers for which the Python `condition` on `x` holds. */
export const keep = (condition: string, holds: (x: number) => boolean): Step<Numbers> =>
  step(`[x for x in xs if ${condition}]`, xs => xs.filter(holds))

/** Replace each number by the Python `expression` on `x`. */
export const each = (expression: string, value: (x: number) => number): Step<Numbers> =>
  step(`[${expression} for x in xs]`, xs => xs.map(value))

/** Replace the list by the Python `expression` over neighbours `a`, `b`. */
export const neighbours = (expression: string, value: (a: number, b: number) => number): Step<Numbers> =>
  step(`[${expression} for a, b in zip(xs, xs[1:])]`, xs => xs.slice(1).map((b, i) => value(xs[i] as number, b)))

export const ascending = (xs: Numbers): number[] => xs.toSorted((a, b) => a - b)
export const descending = (xs: Numbers): number[] => xs.toSorted((a, b) => b - a)
export const distinct = (xs: Numbers): number[] => [...new Set(xs)]
