import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coderOnly, coEvolution, testerOnly } from '../training.ts'

export const bothRolesBeatOne = claim({
  id: 'b',
  statement: 'Training coder and tester together is worth more than training either alone.',
  setting: 'As many samples each: in the runs of one role the other role\'s samples are drawn, judged and not trained on.',
  measurements: { base: measured(null), both: measured(coEvolution), coder: measured(coderOnly), tester: measured(testerOnly) },
  judge: ({ base, both, coder, tester }) => ({
    rows: [
      barRow('best of N, both over coder only', 'points', gain(coder, both, 'bestOfN'), { is: '>', limit: 0 }),
      barRow('best of N, both over tester only', 'points', gain(tester, both, 'bestOfN'), { is: '>', limit: 0 }),
      ...[['both', both] as const, ['coder only', coder] as const, ['tester only', tester] as const].flatMap(([name, after]) => [
        shownRow(`best of N, ${name} over base`, 'points', gain(base, after, 'bestOfN')),
        shownRow(`code, ${name} over base`, 'points', gain(base, after, 'codeAccuracy')),
        shownRow(`unit tests, ${name} over base`, 'points', gain(base, after, 'referenceTestAccuracy')),
      ]),
    ],
  }),
})
