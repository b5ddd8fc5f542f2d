import { addCounts, zeroCounts } from '@cure-ts/matrix'
import type { Counts, Pooled, Shares, Statistic, Statistics, Summary, Table } from '@cure-ts/records'
import { type BootstrapOptions, bootstrapMean } from './bootstrap-mean.ts'
import { figures, ratio } from './figures.ts'

/**
 * The figures of a set of tables (arXiv 2506.03136, sections 3 and 4). Each statistic is the mean over the tasks that decide
 * it, with its interval over tasks; `pooled` has the same figures with counts summed over tasks.
 *
 * A task decides unit-test accuracy (p_u) if a program is known to be correct, p_01, p_00, mu, precision and the bound if
 * another is known to be wrong too. A task without wrong tests decides mu but not p_00; one without correct tests not p_01.
 */
export function summarize(tables: readonly Pick<Table, 'counts'>[], options: BootstrapOptions): Summary {
  const total = tables.reduce((sum, { counts }) => addCounts(sum, counts), zeroCounts)
  const perTask = tables.map(({ counts }) => figures(counts))
  const statistic = (name: keyof Statistics): Statistic =>
    bootstrapMean(perTask.map(task => task[name]).filter(value => value !== null), options)
  return {
    counts: total,
    statistics: {
      codeAccuracy: statistic('codeAccuracy'),
      unitTestAccuracy: statistic('unitTestAccuracy'),
      bestOfN: statistic('bestOfN'),
      pU: statistic('pU'),
      p01: statistic('p01'),
      p00: statistic('p00'),
      mu: statistic('mu'),
      precision: statistic('precision'),
      bound: statistic('bound'),
    },
    pooled: pool(total),
    lengths: {
      program: ratio(total.programTokens, total.programs - total.programsFailed) ?? 0,
      test: ratio(total.testTokens, total.tests - total.testsFailed) ?? 0,
    },
    shares: sharesOf(total),
  }
}

function pool(total: Counts): Pooled {
  const { codeAccuracy, unitTestAccuracy, bestOfN, p01, p00, mu, precision } = figures(total)
  const readableTestAccuracy = ratio(total.testsCorrect, total.testsDecidedReadable)
  return { codeAccuracy, unitTestAccuracy, readableTestAccuracy, bestOfN, p01, p00, mu, precision }
}

function sharesOf(total: Counts): Shares {
  const ofPrograms = (count: number) => ratio(count, total.programs) ?? 0
  const ofTests = (count: number) => ratio(count, total.tests) ?? 0
  return {
    unreadablePrograms: ofPrograms(total.programsUnreadable),
    unreadableTests: ofTests(total.testsUnreadable),
    truncatedPrograms: ofPrograms(total.programsTruncated),
    truncatedTests: ofTests(total.testsTruncated),
    duplicatePrograms: ofPrograms(total.programsDuplicate),
    duplicateTests: ofTests(total.testsDuplicate),
    copiedTests: ofTests(total.testsCopied),
  }
}
