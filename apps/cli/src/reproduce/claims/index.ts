import type { Claim } from '../claim.ts'
import { coEvolutionRaisesAll } from './a-co-evolution.ts'
import { bothRolesBeatOne } from './b-both-roles.ts'
import { rewardThatSeesWrongPrograms } from './c-tester-reward.ts'
import { lengthAwareIsShorter } from './d-length-aware.ts'
import { precisionFollowsMu } from './e-precision.ts'
import { testerReplacesLabels } from './f-label-free.ts'
import { testerServesAnotherCoder } from './g-pairing.ts'
import { gainsCarryFar } from './h-far.ts'
import { testerChoosesBetter } from './i-test-time.ts'

/** Every claim of the paper that is run, in the order of the report. */
export const claims: readonly Claim[] = [
  coEvolutionRaisesAll, bothRolesBeatOne, rewardThatSeesWrongPrograms, lengthAwareIsShorter,
  precisionFollowsMu, testerReplacesLabels, testerServesAnotherCoder, gainsCarryFar, testerChoosesBetter,
]
