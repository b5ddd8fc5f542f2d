import type { Counts, Statistics } from '@cure-ts/records'
import { hoeffdingBound } from './hoeffding-bound.ts'

/** One value a figure; null where nothing decides it. */
export type Figures = Readonly<Record<keyof Statistics, number | null>>

/** The figures of one task, or of several whose counts were added (pooled). What they mean stands at `Statistics` in `@cure-ts/records`. */
export function figures(counts: Counts): Figures {
  const pU = ratio(counts.testsCorrect, counts.testsDecided)
  const p01 = ratio(counts.wrongOnCorrectPassed, counts.wrongOnCorrect)
  const p00 = ratio(counts.wrongOnWrongPassed, counts.wrongOnWrong)
  const mu = muOf(pU, p01, p00)
  return {
    codeAccuracy: ratio(counts.programsCorrect, counts.programsDecided),
    unitTestAccuracy: pU,
    bestOfN: ratio(counts.selectionsCorrect, counts.selections),
    pU,
    p01,
    p00,
    mu,
    precision: ratio(counts.pairsOrdered, counts.pairs),
    bound: mu === null ? null : hoeffdingBound(mu, counts.testsDecided),
  }
}

export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator
}

/**
 * mu = p_u (1 - p_01) - (1 - p_u) p_00 (arXiv 2506.03136, section 3). It takes a correct program (for p_u) and a wrong one
 * (for p_01, p_00). A term of weight 0 is 0: with no wrong test there is no p_00, and mu is p_u (1 - p_01); likewise with no correct test.
 */
function muOf(pU: number | null, p01: number | null, p00: number | null): number | null {
  if (pU === null) return null
  const gain = pU === 0 ? 0 : times(pU, p01 === null ? null : 1 - p01)
  const loss = pU === 1 ? 0 : times(1 - pU, p00)
  return gain === null || loss === null ? null : gain - loss
}

function times(weight: number, factor: number | null): number | null {
  return factor === null ? null : weight * factor
}
