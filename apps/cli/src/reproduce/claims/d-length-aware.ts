import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain, level, ratio } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coEvolution, lengthAware } from '../training.ts'

export const lengthAwareIsShorter = claim({
  id: 'd',
  statement: 'The length-aware transform shortens the tester\'s responses to 64.8% at no loss of accuracy.',
  setting: 'Against the z-score at equal steps; the limits are 8 to 64 tokens where the paper has 1,000 to 8,000. The pocket tester reasons too: it writes the list after each '
    + 'operation before the output. No loss: the whole interval of the difference is not below 0.',
  measurements: { base: measured(null), zScore: measured(coEvolution), lengthAware: measured(lengthAware) },
  judge: ({ base, zScore, lengthAware: shorter }) => ({
    rows: [
      barRow('length of a test, of z-score\'s', '%', ratio(shorter, zScore, 'testTokens'), { is: '<=', limit: 0.648 }),
      barRow('unit tests, over z-score', 'points', gain(zScore, shorter, 'referenceTestAccuracy'), { is: 'not below', limit: 0 }),
      barRow('best of N, over z-score', 'points', gain(zScore, shorter, 'bestOfN'), { is: 'not below', limit: 0 }),
      shownRow('code, over z-score', 'points', gain(zScore, shorter, 'codeAccuracy')),
      shownRow('length of a test, of the base\'s', '%', ratio(shorter, base, 'testTokens')),
      shownRow('length of a test by z-score, of the base\'s', '%', ratio(zScore, base, 'testTokens')),
      shownRow('length of the base\'s tests', 'tokens', level(base, 'testTokens')),
    ],
  }),
})
