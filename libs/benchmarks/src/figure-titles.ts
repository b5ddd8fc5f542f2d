import { ruleNames } from '@cure-ts/selection'
import { passSizes, programSizes, testSizes } from './sizes.ts'

/** What a figure is called and how it is shown: a share as percent, a length in tokens. */
export interface FigureTitle {
  readonly title: string
  readonly unit: '%' | 'tokens'
}

const percent = (title: string): FigureTitle => ({ title, unit: '%' })
const s = (count: number) => count === 1 ? '' : 's'

/** Every figure of an evaluation by its name in the JSON, in the order in which they are shown. docs/metrics.md says what each means. */
export const figureTitles: Readonly<Record<string, FigureTitle>> = {
  referenceTestAccuracy: percent('unit tests, by a reference solution'),
  unitTestAccuracy: percent('unit tests, by all correct programs (p_u)'),
  codeAccuracy: percent('code, one shot'),
  bestOfN: percent('best of N, all programs and tests'),
  p01: percent('p_01, wrong program passes correct test'),
  p00: percent('p_00, wrong program passes wrong test'),
  mu: percent('mu'),
  precision: percent('reward precision'),
  bound: percent('reward precision, at least (by mu)'),
  programTokens: { title: 'program length, tokens', unit: 'tokens' },
  testTokens: { title: 'test length, tokens', unit: 'tokens' },
  ...Object.fromEntries(passSizes.map(k => [`passAt${k}`, percent(`pass@${k}`)])),
  ...Object.fromEntries(programSizes.flatMap(programs => testSizes.map(tests => [`bestOf${programs}x${tests}`, percent(`best of ${programs} by ${tests} test${s(tests)}`)]))),
  ...Object.fromEntries(programSizes.map(programs => [`majorityOf${programs}`, percent(`most frequent of ${programs} programs, without tests`)])),
  ...Object.fromEntries(ruleNames.map(rule => [`rule:${rule}`, percent(`chosen by ${rule}`)])),
  ...Object.fromEntries(testSizes.map(tests => [`precisionAt${tests}`, percent(`reward precision, ${tests} test${s(tests)}`)])),
  ...Object.fromEntries(testSizes.map(tests => [`reversalAt${tests}`, percent(`wrong program ahead, ${tests} test${s(tests)}`)])),
  ...Object.fromEntries(testSizes.map(tests => [`boundAt${tests}`, percent(`reward precision, ${tests} test${s(tests)}, at least`)])),
}
