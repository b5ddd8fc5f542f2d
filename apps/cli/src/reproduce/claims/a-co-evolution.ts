import { testSizes } from '@cure-ts/benchmarks'
import { linePanel, panels, percentPoints } from '../../plots/line-panel.ts'
import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { gain, level, type Results } from '../pooled.ts'
import { barRow, controlRow, type Row, shownRow } from '../row.ts'
import { coEvolution, rejectionSampling, shuffledRewards } from '../training.ts'

/** What the paper gains on average (abstract and section 4), in shares. */
const gains = [
  { figure: 'referenceTestAccuracy', name: 'unit tests', paper: 0.378 },
  { figure: 'codeAccuracy', name: 'code', paper: 0.053 },
  { figure: 'bestOfN', name: 'best of N', paper: 0.09 },
] as const

export const coEvolutionRaisesAll = claim({
  id: 'a',
  statement: 'Co-evolution raises unit tests by 37.8, code by 5.3 and Best-of-N by 9.0 points.',
  setting: 'Held-out tasks, unit tests judged by the known right answer. Beside it: the base model at the temperature that is best for it on the validation tasks (the trained '
    + 'model sampled likewise), fine-tuning on the correct ones of as many samples of the moment\'s policy, and as many updates on rewards shuffled within each group. '
    + 'Tests can be correct by repeating what is safe, and then find no wrong program: p_01 and mu tell.',
  measurements: {
    base: measured(null),
    trained: measured(coEvolution),
    basePaper: measured(null, { settings: 'paper' }),
    trainedPaper: measured(coEvolution, { settings: 'paper' }),
    baseBest: measured(null, { settings: 'best-temperature' }),
    trainedBest: measured(coEvolution, { settings: 'best-temperature' }),
    rejection: measured(rejectionSampling),
    shuffled: measured(shuffledRewards),
  },
  judge: ({ base, trained, basePaper, trainedPaper, baseBest, trainedBest, rejection, shuffled }) => ({
    rows: [
      ...paperRows('temperature 1', base, trained),
      ...paperRows('0.8 / 0.95 / 40', basePaper, trainedPaper),
      ...controlRows('the base at its best temperature', baseBest, trainedBest),
      ...controlRows('rejection-sampling fine-tuning', rejection, trained),
      ...controlRows('shuffled rewards', shuffled, trained),
      shownRow('p_01, temperature 1', 'points', gain(base, trained, 'p01'), 'does not rise'),
      shownRow('p_01, over rejection-sampling fine-tuning', 'points', gain(rejection, trained, 'p01')),
      shownRow('mu, over rejection-sampling fine-tuning', 'points', gain(rejection, trained, 'mu')),
    ],
    plots: {
      'best-of-16': panels('Best of 16 by number of tests, with 95% intervals over seeds and tasks', [
        bestOf16('temperature 1', { base, trained, 'rejection sampling': rejection, 'shuffled rewards': shuffled }),
        bestOf16('0.8 / 0.95 / 40', { base: basePaper, trained: trainedPaper }),
        bestOf16('best temperature of the base', { base: baseBest, trained: trainedBest }),
      ], 3),
    },
  }),
})

function paperRows(settings: string, before: Results, after: Results): Row[] {
  return gains.map(({ figure, name, paper }) => barRow(`${name}, ${settings}`, 'points', gain(before, after, figure), { is: '>=', limit: paper }))
}

function controlRows(control: string, before: Results, after: Results): Row[] {
  return gains.map(({ figure, name }) => controlRow(`${name}, over ${control}`, 'points', gain(before, after, figure)))
}

function bestOf16(title: string, series: Readonly<Record<string, Results>>) {
  return linePanel({
    title, xTitle: 'tests', yTitle: '% of tasks', doubling: testSizes,
    points: Object.entries(series).flatMap(([name, results]) => percentPoints(name, testSizes.map(size => [size, level(results, `bestOf16x${size}`)]))),
  })
}
