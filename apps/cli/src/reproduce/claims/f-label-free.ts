import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain, gainShare } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coderOnly, labelFree } from '../training.ts'

export const testerReplacesLabels = claim({
  id: 'f',
  statement: 'A trained tester replaces the labels: its tests alone train a coder as well as ground truth.',
  setting: 'As in the paper the tester is trained before (by co-evolution, with the same seed), then frozen, and a coder starts anew from the base model. Its reward is the share '
    + 'of generated tests that a program passes; the labelled coder, which learns alone too, is rewarded by ground truth. At least 90% of the labelled gain.',
  measurements: { base: measured(null), labelled: measured(coderOnly), labelFree: measured(labelFree) },
  judge: ({ base, labelled, labelFree: free }) => ({
    rows: [
      barRow('gain in code, of the labelled gain', '%', gainShare(base, free, labelled, 'codeAccuracy'), { is: '>=', limit: 0.9 }),
      shownRow('code, label-free over base', 'points', gain(base, free, 'codeAccuracy')),
      shownRow('code, labelled over base', 'points', gain(base, labelled, 'codeAccuracy')),
    ],
  }),
})
