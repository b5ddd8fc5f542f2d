import type { Pooled } from '@cure-ts/benchmarks'

/** Points and percent are shares in the numbers (0.1 is shown as 10.0). */
export type Unit = 'points' | '%' | 'tokens'

/**
 * What an interval has to keep to. A bar is kept with the whole interval: its lower end is at least or above the limit, its upper end at most or
 * below it; only for `not below` does it do to reach the limit.
 */
export interface Bar {
  readonly is: keyof typeof keeps
  readonly limit: number
}

const keeps = {
  '>=': ({ low }: Pooled, limit: number) => low >= limit,
  '>': ({ low }: Pooled, limit: number) => low > limit,
  '<=': ({ high }: Pooled, limit: number) => high <= limit,
  '<': ({ high }: Pooled, limit: number) => high < limit,
  'not below': ({ high }: Pooled, limit: number) => high >= limit,
}

/** One figure of a claim. */
export interface Row {
  readonly what: string
  /** What the paper says, and where a bar is set what has to hold. */
  readonly paper: string
  readonly unit: Unit
  /** Null: no task decides it. */
  readonly measured: Pooled | null
  /** Null: shown for what it tells, with no bar. */
  readonly holds: boolean | null
  /** Its bar is no part of the claim, but tells how much of it another way would have brought. */
  readonly isControl?: boolean
}

/** A figure with a bar. */
export function barRow(what: string, unit: Unit, measured: Pooled | null, { is, limit }: Bar, paper = ''): Row {
  const bar = `${is} ${limit === 0 ? 0 : show(limit, unit)}${unit === '%' ? '%' : ''}`
  return { what, paper: paper === '' ? bar : `${paper}; ${bar}`, unit, measured, holds: measured !== null && keeps[is](measured, limit) }
}

/** How much more there is than with a control. */
export function controlRow(what: string, unit: Unit, measured: Pooled | null): Row {
  return { ...barRow(what, unit, measured, { is: '>', limit: 0 }, 'control'), isControl: true }
}

/** A figure without a bar. */
export function shownRow(what: string, unit: Unit, measured: Pooled | null, paper = ''): Row {
  return { what, paper, unit, measured, holds: null }
}

/** One decimal, points with their sign. */
export function show(value: number, unit: Unit): string {
  const text = (unit === 'tokens' ? value : 100 * value).toFixed(1).replace(/^-0\.0$/, '0.0')
  return unit === 'points' && !text.startsWith('-') ? `+${text}` : text
}
