import { resultOf } from '../result.spec.fixture.ts'
import type { Claim, Judgement } from './claim.ts'
import type { Results } from './pooled.ts'

export type Figures = Readonly<Record<string, number | null>>

/** Results of some seeds on four tasks, which all have the same figures where none are named by task and seed. */
export function resultsOf(figures: Figures | ((seed: number, task: number) => Figures), seeds = 3): Results {
  return Array.from({ length: seeds }, (_, seed) => resultOf([0, 0, 0, 0], {
    tasks: Array.from({ length: 4 }, (__, task) => ({ taskId: `task-${task}`, figures: typeof figures === 'function' ? figures(seed, task) : figures, programTokens: [], testTokens: [] })),
  }))
}

/** What a claim makes of figures, by the names of its measurements. */
export function judge(claim: Claim, figures: Readonly<Record<string, Figures | Results>>): Judgement {
  return claim.judge(Object.fromEntries(Object.entries(figures).map(([name, each]) => [name, Array.isArray(each) ? each as Results : resultsOf(each as Figures)])))
}

/** The figures with a bar that do not hold. */
export function failing({ rows }: Judgement): string[] {
  return rows.filter(row => row.holds === false).map(({ what }) => what)
}
