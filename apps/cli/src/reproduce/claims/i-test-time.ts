import { ruleNames } from '@cure-ts/selection'
import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain, level } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coEvolution } from '../training.ts'

/** Rules that look at tests; `oracle` and `random` do not. */
const rules = ruleNames.filter(rule => rule !== 'best-of-n' && rule !== 'oracle' && rule !== 'random')

export const testerChoosesBetter = claim({
  id: 'i',
  statement: 'At test time a trained tester chooses better than the base tester among the same programs.',
  setting: 'The base model writes the programs, base and trained model the tests; both see the same programs. `cure agent compare` has the pipelines in which a tester does more '
    + '(docs/test-time.md). The paper gains 8.1 points on average in Best-of-N, MPSC, AlphaCodium and S*.',
  measurements: { base: measured(null), paired: measured(null, { tester: coEvolution }) },
  judge: ({ base, paired }) => ({
    rows: [
      barRow('best of N, trained over base tester', 'points', gain(base, paired, 'rule:best-of-n'), { is: '>=', limit: 0.1 }),
      ...['best-of-n', ...rules].flatMap(rule => [
        shownRow(`${rule}, base tester`, '%', level(base, `rule:${rule}`)),
        shownRow(`${rule}, trained tester`, '%', level(paired, `rule:${rule}`)),
        ...rule === 'best-of-n' ? [] : [shownRow(`${rule}, trained over base tester`, 'points', gain(base, paired, `rule:${rule}`))],
      ]),
      shownRow('a program at random', '%', level(base, 'rule:random')),
      shownRow('the best of the programs', '%', level(base, 'rule:oracle')),
    ],
  }),
})
