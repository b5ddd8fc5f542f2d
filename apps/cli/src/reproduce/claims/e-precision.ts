import { hoeffdingBound, testSizes } from '@cure-ts/benchmarks'
import { linePanel, panels, percentPoints } from '../../plots/line-panel.ts'
import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { levelBy, type Results } from '../pooled.ts'
import { predictedPrecision } from '../predicted-precision.ts'
import { barRow, shownRow } from '../row.ts'
import { type Chances, chancesByOtherSeeds } from '../task-chances.ts'
import { coEvolution } from '../training.ts'

export const precisionFollowsMu = claim({
  id: 'e',
  statement: 'Where mu is above 0 more tests choose better, where it is below 0 worse; the precision is at least what mu guarantees.',
  setting: 'A task\'s mu is that of the other seeds (with one seed: its own), so that no chance of a table enters both sides. Predicted: tests that are independent of each other. '
    + 'Precision counts a tie against the tests, and one test ties often; "ahead minus behind" does not count ties.',
  measurements: { base: measured(null), trained: measured(coEvolution) },
  judge({ base, trained }) {
    const [up, down] = [tasksOf('base, tasks with mu > 0', base, 1), tasksOf('base, tasks with mu < 0', base, -1)]
    const [upTrained, downTrained] = [tasksOf('trained, tasks with mu > 0', trained, 1), tasksOf('trained, tasks with mu < 0', trained, -1)]
    return {
      rows: [
        ...[up, upTrained].map(group => barRow(`precision, ${group.change}, ${group.name}`, 'points', group.precisionChange, { is: '>', limit: 0 })),
        barRow(`precision, ${down.change}, ${down.name}`, 'points', down.precisionChange, { is: '<', limit: 0 }),
        ...[up, upTrained].map(group => barRow(`precision over its bound, ${testsText(group.most)}, ${group.name}`, 'points', group.overBound, { is: '>=', limit: 0 })),
        ...[up, down, upTrained, downTrained].flatMap(group => [
          shownRow(`ahead minus behind, ${group.change}, ${group.name}`, 'points', group.leadChange),
          shownRow(`precision over prediction, ${testsText(group.most)}, ${group.name}`, 'points', group.overPrediction),
        ]),
      ],
      plots: { precision: panels('Reward precision by number of tests, with 95% intervals over seeds and tasks', [up, down, upTrained, downTrained].filter(({ hasTasks }) => hasTasks).map(({ panel }) => panel), 2) },
    }
  },
})

/** The tasks of some results whose mu has a sign. */
function tasksOf(name: string, results: Results, sign: 1 | -1) {
  const chances = chancesByOtherSeeds(results)
  const sizes: number[] = testSizes.filter(size => level(precisionAt(size)) !== null)
  const most = sizes.at(-1) ?? 1

  /** The mean of a figure over the group's tasks. */
  function level(figure: (figures: Figures, itsChances: Chances) => number | null) {
    return levelBy(results, ({ figures }, task, seed) => {
      const its = chances[seed]![task]!
      return its === null || Math.sign(its.ahead - its.behind) !== sign ? null : figure(figures, its)
    })
  }
  const overAt = (prediction: typeof predictedAt) => level((figures, its) => subtract(precisionAt(most)(figures), prediction(most)(figures, its)))
  return {
    name,
    most,
    hasTasks: sizes.length > 0,
    change: `${testsText(most)} over 1`,
    precisionChange: level(figures => subtract(precisionAt(most)(figures), precisionAt(1)(figures))),
    leadChange: level(figures => subtract(leadAt(figures, most), leadAt(figures, 1))),
    overBound: overAt(boundAt),
    overPrediction: overAt(predictedAt),
    panel: linePanel({
      title: name, xTitle: 'tests m', yTitle: '% of pairs', doubling: testSizes,
      points: [
        ...percentPoints('measured', sizes.map(size => [size, level(precisionAt(size))])),
        ...percentPoints('predicted, were the tests independent', sizes.map(size => [size, level(predictedAt(size))])),
        ...percentPoints('at least: 1 - exp(-mu² m / 2)', sizes.map(size => [size, level(boundAt(size))])),
      ],
    }),
  }
}

const testsText = (count: number) => `${count} test${count === 1 ? '' : 's'}`

type Figures = Readonly<Record<string, number | null>>

const precisionAt = (tests: number) => (figures: Figures) => figures[`precisionAt${tests}`] ?? null

const predictedAt = (tests: number) => (figures: Figures, { ahead, behind }: Chances) => precisionAt(tests)(figures) === null ? null : predictedPrecision(ahead, behind, tests)

const boundAt = (tests: number) => (figures: Figures, { ahead, behind }: Chances) => precisionAt(tests)(figures) === null ? null : hoeffdingBound(ahead - behind, tests)

/** P(correct ahead) - P(wrong ahead): ties count for nobody. */
const leadAt = (figures: Figures, tests: number) => subtract(precisionAt(tests)(figures), figures[`reversalAt${tests}`] ?? null)

const subtract = (a: number | null, b: number | null) => a === null || b === null ? null : a - b
