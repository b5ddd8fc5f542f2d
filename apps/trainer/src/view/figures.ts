import type { Evaluation, Statistic, StepReport } from '@cure-ts/records'

/** `66.9% (61.2-72.0)`: a share and its 95% interval; `-` where nothing decides it. */
export function share(statistic: Statistic | undefined): string {
  if (statistic === null || statistic === undefined) return '-'
  const { value, low, high } = statistic
  return `${percent(value)}% (${percent(low)}-${percent(high)})`
}

/** `+0.123`, for mu. */
export function signed(statistic: Statistic): string {
  return statistic === null ? '-' : `${statistic.value >= 0 ? '+' : ''}${statistic.value.toFixed(3)}`
}

export function percent(value: number): string {
  return (100 * value).toFixed(1)
}

export function plainShare(statistic: Statistic): string {
  return statistic === null ? '-' : percent(statistic.value)
}

/** `3m 05s` */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  if (hours > 0) return `${hours}h ${String(minutes).padStart(2, '0')}m`
  return minutes > 0 ? `${minutes}m ${String(whole % 60).padStart(2, '0')}s` : `${whole}s`
}

/** Sampled tokens and executed cells a second of their stage. */
export function rates({ counts, seconds }: StepReport): { tokensPerSecond: number, cellsPerSecond: number } {
  const per = (amount: number, time: number) => time > 0 ? Math.round(amount / time) : 0
  return {
    tokensPerSecond: per(counts.programTokens + counts.testTokens, seconds.sample),
    cellsPerSecond: per(counts.cells, seconds.execute),
  }
}

/** One line a step, for logs. */
export function stepLine(report: StepReport, steps: number): string {
  const { statistics: s, shares, seconds } = report
  const { tokensPerSecond, cellsPerSecond } = rates(report)
  return [
    `step ${report.step}/${steps}`,
    `code ${plainShare(s.codeAccuracy)}`,
    `tests ${plainShare(s.unitTestAccuracy)}`,
    `best-of-n ${plainShare(s.bestOfN)}`,
    `mu ${signed(s.mu)}${s.mu !== null && s.mu.value <= 0 ? '!' : ''}`,
    `unreadable ${percent((shares.unreadablePrograms + shares.unreadableTests) / 2)}`,
    `${tokensPerSecond} tok/s`,
    `${cellsPerSecond} cells/s`,
    `${seconds.wall.toFixed(1)} s`,
  ].join(' | ')
}

/** One line an evaluation, for logs. */
export function evaluationLine(evaluation: Evaluation): string {
  const { statistics: s } = evaluation
  return [
    `${evaluation.split} after step ${evaluation.step}, ${evaluation.counts.tasks} tasks`,
    `code ${share(s.codeAccuracy)}`,
    `tests ${share(evaluation.referenceTestAccuracy ?? s.unitTestAccuracy)}`,
    `best-of-n ${share(s.bestOfN)}`,
    `p01 ${plainShare(s.p01)}`,
    `mu ${signed(s.mu)}`,
    duration(evaluation.seconds),
  ].join(' | ')
}
