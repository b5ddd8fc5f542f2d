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
  setting: 'The base model writes the programs, base and trained model the tests; both see the same programs. In iterative tests the tester also repairs its tests by what programs print on them (docs/test-time.md), '
    + 'on a quarter of the tasks. The paper gains 8.1 points on average in Best-of-N, MPSC, AlphaCodium and S*, and 25.1 in iterative unit-test generation.',
  measurements: {
    base: measured(null),
    paired: measured(null, { tester: coEvolution }),
    baseIterative: measured(null, { pipeline: 'iterative-tests' }),
    pairedIterative: measured(null, { tester: coEvolution, pipeline: 'iterative-tests' }),
  },
  judge: ({ base, paired, baseIterative, pairedIterative }) => ({
    rows: [
      barRow('best of N, trained over base tester', 'points', gain(base, paired, 'rule:best-of-n'), { is: '>=', limit: 0.1 }),
      ...['best-of-n', ...rules].flatMap(rule => [
        shownRow(`${rule}, base tester`, '%', level(base, `rule:${rule}`)),
        shownRow(`${rule}, trained tester`, '%', level(paired, `rule:${rule}`)),
        ...rule === 'best-of-n' ? [] : [shownRow(`${rule}, trained over base tester`, 'points', gain(base, paired, `rule:${rule}`))],
      ]),
      shownRow('iterative tests, base tester', '%', level(baseIterative, 'correct')),
      shownRow('iterative tests, trained tester', '%', level(pairedIterative, 'correct')),
      shownRow('  its tokens a task', 'tokens', level(pairedIterative, 'tokens')),
      shownRow('iterative tests, trained over base tester', 'points', gain(baseIterative, pairedIterative, 'correct')),
      shownRow('a program at random', '%', level(base, 'rule:random')),
      shownRow('the best of the programs', '%', level(base, 'rule:oracle')),
    ],
  }),
})
