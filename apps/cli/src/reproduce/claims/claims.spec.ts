import { describe, expect, test } from '@jest/globals'
import { testSizes } from '@cure-ts/benchmarks'
import { holds } from '../claim.ts'
import { predictedPrecision } from '../predicted-precision.ts'
import { type Figures, failing, judge, resultsOf } from '../results.spec.fixture.ts'
import { resultOf } from '../../result.spec.fixture.ts'
import { coEvolutionRaisesAll } from './a-co-evolution.ts'
import { bothRolesBeatOne } from './b-both-roles.ts'
import { rewardThatSeesWrongPrograms } from './c-tester-reward.ts'
import { lengthAwareIsShorter } from './d-length-aware.ts'
import { precisionFollowsMu } from './e-precision.ts'
import { testerReplacesLabels } from './f-label-free.ts'
import { testerServesAnotherCoder } from './g-pairing.ts'
import { gainsCarryFar } from './h-far.ts'
import { testerChoosesBetter } from './i-test-time.ts'

const accuracies = (referenceTestAccuracy: number, codeAccuracy: number, bestOfN: number, rest: Figures = {}) => ({ referenceTestAccuracy, codeAccuracy, bestOfN, ...rest })

describe('a: co-evolution raises all', () => {
  const [low, high] = [accuracies(0.3, 0.6, 0.5), accuracies(0.7, 0.7, 0.7)]
  const control = accuracies(0.4, 0.65, 0.6)
  const figures = { base: low, trained: high, basePaper: low, trainedPaper: high, baseBest: control, trainedBest: high, rejection: control, shuffled: low }

  test('holds with the paper\'s gains and above every control', () => {
    expect(failing(judge(coEvolutionRaisesAll, figures))).toEqual([])
  })

  test('fails by the one figure that is too small, at the settings where it is', () => {
    expect(failing(judge(coEvolutionRaisesAll, { ...figures, trainedPaper: accuracies(0.67, 0.7, 0.7) }))).toEqual(['unit tests, 0.8 / 0.95 / 40'])
  })

  test('fails where the mean is enough and the interval over seeds is not', () => {
    const trained = resultsOf(seed => accuracies(seed === 0 ? 0.66 : 0.75, 0.7, 0.7))
    expect(failing(judge(coEvolutionRaisesAll, { ...figures, trained }))).toEqual(['unit tests, temperature 1'])
  })

  test('holds where a control does as well, and names the control', () => {
    const judgement = judge(coEvolutionRaisesAll, { ...figures, rejection: accuracies(0.4, 0.7, 0.6) })
    expect(failing(judgement)).toEqual(['code, over rejection-sampling fine-tuning'])
    expect(holds(judgement)).toBe(true)
    expect(holds(judge(coEvolutionRaisesAll, { ...figures, trained: low }))).toBe(false)
  })

  test('compares no evaluations of different settings', () => {
    const warm = resultsOf(high).map(result => resultOf([], { ...result, settings: { ...result.settings, temperature: 0.8 } }))
    expect(() => judge(coEvolutionRaisesAll, { ...figures, trainedPaper: warm })).toThrow('different settings (temperature 1 and 0.8)')
  })
})

test('b: both roles have to beat each alone', () => {
  const figures = { base: accuracies(0.3, 0.6, 0.5), both: accuracies(0.7, 0.8, 0.9), coder: accuracies(0.3, 0.8, 0.8), tester: accuracies(0.7, 0.6, 0.85) }
  expect(failing(judge(bothRolesBeatOne, figures))).toEqual([])
  expect(failing(judge(bothRolesBeatOne, { ...figures, coder: accuracies(0.3, 0.9, 0.9) }))).toEqual(['best of N, both over coder only'])
})

test('c: the paper\'s reward has to be better in mu, p_01 and Best-of-N', () => {
  const tester = (mu: number, p01: number, bestOfN: number) => accuracies(0.6, 0.8, bestOfN, { mu, p01 })
  const figures = {
    base: tester(0.1, 0.5, 0.5), paper: tester(0.4, 0.4, 0.9), plain: tester(0.3, 0.6, 0.8), own: tester(0.5, 0.3, 0.8), paperOnBase: tester(0.5, 0.3, 0.8), plainOnBase: tester(0.4, 0.5, 0.7),
  }
  const held = judge(rewardThatSeesWrongPrograms, figures)
  expect(failing(held)).toEqual([])
  expect(held.rows.find(({ what }) => what === 'p_01 on the base\'s programs, trained over base tester')?.measured?.value).toBeCloseTo(-0.2)
  expect(held.rows.find(({ what }) => what === 'best of N, configuration\'s over paper\'s')?.measured?.value).toBeCloseTo(-0.1)
  expect(failing(judge(rewardThatSeesWrongPrograms, { ...figures, paper: tester(0.4, 0.6, 0.8) }))).toEqual(['p_01, paper\'s over plain', 'best of N, paper\'s over plain'])
})

test('d: tests have to be shorter, and no worse', () => {
  const tester = (testTokens: number, unitTests: number) => accuracies(unitTests, 0.8, 0.9, { testTokens })
  const figures = { base: tester(30, 0.4), zScore: tester(20, 0.6), lengthAware: tester(12, 0.6) }
  expect(failing(judge(lengthAwareIsShorter, figures))).toEqual([])
  expect(failing(judge(lengthAwareIsShorter, { ...figures, lengthAware: tester(13, 0.6) }))).toEqual(['length of a test, of z-score\'s'])
  expect(failing(judge(lengthAwareIsShorter, { ...figures, lengthAware: tester(12, 0.59) }))).toEqual(['unit tests, over z-score'])
})

describe('e: precision follows mu', () => {
  /** A task whose tests are independent of each other. */
  const task = (unitTestAccuracy: number, p01: number, p00: number): Figures => {
    const [ahead, behind] = [unitTestAccuracy * (1 - p01), (1 - unitTestAccuracy) * p00]
    return {
      unitTestAccuracy, p01, p00,
      ...Object.fromEntries(testSizes.flatMap(tests => [[`precisionAt${tests}`, predictedPrecision(ahead, behind, tests)], [`reversalAt${tests}`, predictedPrecision(behind, ahead, tests)]])),
    }
  }
  const [good, bad] = [task(0.8, 0.5, 0.3), task(0.1, 0.1, 0.9)]
  const mixed = resultsOf((_, index) => index < 2 ? good : bad)

  test('holds where independent tests make the tables', () => {
    const held = judge(precisionFollowsMu, { base: mixed, trained: good })
    expect(failing(held)).toEqual([])
    expect(held.rows.filter(({ what }) => what.startsWith('precision over prediction')).map(({ measured }) => measured === null ? null : Math.abs(measured.value) < 1e-9)).toEqual([true, true, true, null])
    expect(JSON.stringify(held.plots)).toContain('base, tasks with mu < 0')
  })

  test('fails where precision falls though mu is above 0', () => {
    const falling = { ...good, precisionAt16: 0.1 }
    expect(failing(judge(precisionFollowsMu, { base: mixed, trained: falling }))).toEqual(['precision, 16 tests over 1, trained, tasks with mu > 0', 'precision over its bound, 16 tests, trained, tasks with mu > 0'])
  })

  test('takes a task\'s mu from the other seeds', () => {
    const odd = resultsOf((seed, index) => seed === 0 && index === 0 ? { ...bad, precisionAt1: 0, precisionAt16: 0.9 } : index === 1 ? bad : good, 5)
    const { rows } = judge(precisionFollowsMu, { base: odd, trained: good })
    // By its own mu the odd cell would be among the tasks with mu < 0, and precision would seem to rise there.
    expect(rows.find(({ what }) => what === 'precision, 16 tests over 1, base, tasks with mu < 0')).toMatchObject({ holds: true, measured: { tasks: 1 } })
  })
})

test('f: the label-free gain has to be 90% of the labelled one', () => {
  const code = (codeAccuracy: number) => accuracies(0.5, codeAccuracy, 0.5)
  const figures = { base: code(0.5), labelled: code(0.9), labelFree: code(0.88) }
  const held = judge(testerReplacesLabels, figures)
  expect(failing(held)).toEqual([])
  expect(held.rows[0]?.measured?.value).toBeCloseTo(0.95)
  expect(failing(judge(testerReplacesLabels, { ...figures, labelFree: code(0.84) }))).toEqual(['gain in code, of the labelled gain'])
})

test('g: choosing has to be better than one sample and than more samples, for no more tokens', () => {
  const paired = (bestOfN: number, bestOf8x8: number, testTokens: number) => accuracies(0.7, 0.6, bestOfN, { bestOf8x8, majorityOf16: 0.75, programTokens: 40, testTokens })
  const base = accuracies(0.4, 0.6, 0.5)
  expect(failing(judge(testerServesAnotherCoder, { base, paired: paired(0.9, 0.85, 20) }))).toEqual([])
  expect(failing(judge(testerServesAnotherCoder, { base, paired: paired(0.65, 0.7, 41) }))).toEqual([
    'best of N over one sample', '8 programs by 8 tests over the most frequent of 16 programs', 'tokens of the former over the latter',
  ])
})

test('h: every accuracy has to rise on the far split', () => {
  const base = accuracies(0.3, 0.4, 0.3)
  expect(failing(judge(gainsCarryFar, { base, trained: accuracies(0.4, 0.5, 0.5) }))).toEqual([])
  expect(failing(judge(gainsCarryFar, { base, trained: accuracies(0.4, 0.4, 0.5) }))).toEqual(['code, far split'])
})

test('i: the trained tester has to choose ten points better, whatever other rules do', () => {
  const chosen = (bestOfN: number) => ({ 'rule:best-of-n': bestOfN, 'rule:codet': 0.5, 'rule:random': 0.5, 'rule:oracle': 0.9 })
  const solved = { baseIterative: { correct: 0.5, tokens: 900 }, pairedIterative: { correct: 0.75, tokens: 800 } }
  const judgement = judge(testerChoosesBetter, { base: chosen(0.5), paired: chosen(0.7), ...solved })
  expect(failing(judgement)).toEqual([])
  expect(judgement.rows.find(({ what }) => what === 'iterative tests, trained over base tester')?.measured).toMatchObject({ value: 0.25 })
  expect(failing(judge(testerChoosesBetter, { base: chosen(0.65), paired: chosen(0.7), ...solved }))).toEqual(['best of N, trained over base tester'])
})

test('what no task decides does not hold', () => {
  const nothing = {}
  expect(failing(judge(bothRolesBeatOne, { base: nothing, both: nothing, coder: nothing, tester: nothing }))).toHaveLength(2)
})
