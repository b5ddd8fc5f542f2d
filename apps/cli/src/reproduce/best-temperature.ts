import type { EvaluationResult } from '@cure-ts/benchmarks'

const accuracies = ['referenceTestAccuracy', 'codeAccuracy', 'bestOfN']

/** The temperature of the result whose accuracies of unit tests, code and Best-of-N have the highest mean; the first of equals. */
export function bestTemperature(results: readonly Pick<EvaluationResult, 'settings' | 'figures'>[]): number {
  const score = ({ figures }: Pick<EvaluationResult, 'figures'>) => accuracies.reduce((sum, name) => sum + (figures[name]?.value ?? 0), 0)
  return results.reduce((best, result) => score(result) > score(best) ? result : best).settings.temperature
}
