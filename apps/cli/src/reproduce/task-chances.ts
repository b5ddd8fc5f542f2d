import type { Results } from './pooled.ts'

/** Of one generated test of a task, for a correct and a wrong program. */
export interface Chances {
  /** P(only the correct one passes it): p_u (1 - p_01). */
  readonly ahead: number
  /** P(only the wrong one passes it): (1 - p_u) p_00. */
  readonly behind: number
}

/**
 * Each task's chances as the other seeds' results have them: `chances[seed][task]`, null where they do not decide them. With one seed there is
 * no other, and its own are taken.
 */
export function chancesByOtherSeeds(results: Results): (Chances | null)[][] {
  const own = results.map(({ tasks }) => tasks.map(({ figures }) => chancesOf(figures)))
  if (own.length === 1) return own
  return own.map((row, seed) => row.map((_, task) => mean(own.filter((__, other) => other !== seed).map(others => others[task]!))))
}

function chancesOf({ unitTestAccuracy, p01, p00 }: Readonly<Record<string, number | null>>): Chances | null {
  const pU = unitTestAccuracy ?? null
  const missed = pU === 0 ? 1 : p01 ?? null // Without a correct test there is no p_01, nor does it count.
  const misled = pU === 1 ? 0 : p00 ?? null
  return pU === null || missed === null || misled === null ? null : { ahead: pU * (1 - missed), behind: (1 - pU) * misled }
}

function mean(chances: readonly (Chances | null)[]): Chances | null {
  const known = chances.filter(each => each !== null)
  const of = (name: keyof Chances) => known.reduce((sum, each) => sum + each[name], 0) / known.length
  return known.length === 0 ? null : { ahead: of('ahead'), behind: of('behind') }
}
