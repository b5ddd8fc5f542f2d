import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain, level } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coEvolution } from '../training.ts'

export const gainsCarryFar = claim({
  id: 'h',
  statement: 'What is learned carries over to operations that occur in no training task.',
  setting: 'The far split: a family of operations that neither the base model nor its training has seen.',
  measurements: { base: measured(null, { split: 'far' }), trained: measured(coEvolution, { split: 'far' }) },
  judge: ({ base, trained }) => ({
    rows: [
      barRow('unit tests, far split', 'points', gain(base, trained, 'referenceTestAccuracy'), { is: '>', limit: 0 }),
      barRow('code, far split', 'points', gain(base, trained, 'codeAccuracy'), { is: '>', limit: 0 }),
      barRow('best of N, far split', 'points', gain(base, trained, 'bestOfN'), { is: '>', limit: 0 }),
      shownRow('unit tests of the base', '%', level(base, 'referenceTestAccuracy')),
      shownRow('code of the base', '%', level(base, 'codeAccuracy')),
      shownRow('best of N of the base', '%', level(base, 'bestOfN')),
    ],
  }),
})
