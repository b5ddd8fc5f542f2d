import type { Evaluation, Statistic } from '@cure-ts/records'

/** The accuracies that say which weights are best. */
const accuracies = { codeAccuracy: 'code', unitTestAccuracy: 'unit tests', bestOfN: 'best of n' } as const
const names = Object.keys(accuracies) as (keyof typeof accuracies)[]

/** The validation whose weights are in `checkpoints/best`: the mean of the three accuracies decides, the earlier of equals stays. */
export function bestEvaluation(evaluations: readonly Evaluation[]): Evaluation | undefined {
  return evaluations.filter(({ split }) => split === 'validation')
    .reduce<Evaluation | undefined>((best, made) => best === undefined || scoreOf(made) > scoreOf(best) ? made : best, undefined)
}

const scoreOf = ({ statistics }: Evaluation) => names.reduce((sum, name) => sum + (statistics[name]?.value ?? 0), 0)

/**
 * A sentence where an accuracy lies clearly below that of the best validation: its 95% interval below the other's. Both are of the same
 * tasks, so that intervals that do not touch are more than chance.
 */
export function fallWarnings({ step, statistics }: Evaluation, best: Evaluation): string[] {
  const fallen = names.flatMap(name => {
    const [now, then] = [statistics[name], best.statistics[name]]
    return now !== null && then !== null && now.high < then.low ? [`${accuracies[name]} ${interval(now)} instead of ${interval(then)}`] : []
  })
  return fallen.length === 0
    ? []
    : [`After step ${step} validation is clearly below its best, which was after step ${best.step} (${fallen.join(', ')}): go back to checkpoints/best of this run with --model, with a lower --learning-rate.`]
}

function interval({ value, low, high }: NonNullable<Statistic>): string {
  const [middle, from, to] = [value, low, high].map(share => (100 * share).toFixed(1))
  return `${middle}% (${from}-${to})`
}
