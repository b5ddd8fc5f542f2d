import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coEvolution, paperTesterReward, plainTesterReward } from '../training.ts'

export const rewardThatSeesWrongPrograms = claim({
  id: 'c',
  statement: 'The tester\'s reward that counts the wrong programs which a test finds is better than one for being correct.',
  setting: 'The plain reward is +1 for a correct test and -1 for an incorrect one. Both rewards are earned in full, as in the paper, also by tests that repeat the input of another; '
    + 'the last rows tell what this configuration\'s own way with repeated inputs brings over that. p_01 also changes as the coder\'s wrong programs become subtler, so both '
    + 'testers also test the programs of the base model, which are the same ones.',
  measurements: {
    base: measured(null),
    paper: measured(paperTesterReward),
    plain: measured(plainTesterReward),
    own: measured(coEvolution),
    paperOnBase: measured(null, { tester: paperTesterReward }),
    plainOnBase: measured(null, { tester: plainTesterReward }),
  },
  judge: ({ base, paper, plain, own, paperOnBase, plainOnBase }) => ({
    rows: [
      barRow('mu, paper\'s over plain', 'points', gain(plain, paper, 'mu'), { is: '>', limit: 0 }),
      barRow('p_01, paper\'s over plain', 'points', gain(plain, paper, 'p01'), { is: '<', limit: 0 }),
      barRow('best of N, paper\'s over plain', 'points', gain(plain, paper, 'bestOfN'), { is: '>', limit: 0 }),
      shownRow('mu on the base\'s programs, paper\'s over plain', 'points', gain(plainOnBase, paperOnBase, 'mu')),
      shownRow('p_01 on the base\'s programs, paper\'s over plain', 'points', gain(plainOnBase, paperOnBase, 'p01')),
      shownRow('p_01 on the base\'s programs, trained over base tester', 'points', gain(base, paperOnBase, 'p01')),
      shownRow('p_01, trained over base', 'points', gain(base, paper, 'p01')),
      shownRow('unit tests, paper\'s over plain', 'points', gain(plain, paper, 'referenceTestAccuracy')),
      shownRow('mu, configuration\'s over paper\'s', 'points', gain(paper, own, 'mu')),
      shownRow('p_01, configuration\'s over paper\'s', 'points', gain(paper, own, 'p01')),
      shownRow('best of N, configuration\'s over paper\'s', 'points', gain(paper, own, 'bestOfN')),
    ],
  }),
})
