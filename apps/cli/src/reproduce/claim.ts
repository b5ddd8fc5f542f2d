import type { Plot } from '../plots/render-svg.ts'
import type { Measurement } from './measurement.ts'
import type { Results } from './pooled.ts'
import type { Row } from './row.ts'

export interface Judgement {
  readonly rows: readonly Row[]
  /** Pictures by file name without ending. */
  readonly plots?: Readonly<Record<string, Plot>>
}

/** A claim of the paper: what is evaluated (and with it what is trained), and which figures of it have to hold. */
export interface Claim<Name extends string = string> {
  readonly id: string
  readonly statement: string
  /** How it was carried over to the desk, in sentences. */
  readonly setting: string
  readonly measurements: Readonly<Record<Name, Measurement>>
  /** A pure function of the results, one a seed. */
  judge(results: Readonly<Record<Name, Results>>): Judgement
}

/** Checks a claim's names; all claims are then of one type. */
export function claim<Name extends string>(stated: Claim<Name>): Claim {
  return stated
}

/** Whether all figures with a bar hold; a claim may hold where a control does as well. */
export function holds({ rows }: Pick<Judgement, 'rows'>): boolean {
  return rows.every(row => row.holds !== false || row.isControl === true)
}
