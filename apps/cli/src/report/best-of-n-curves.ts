import { type EvaluationResult, headingsOf, programSizes, testSizes } from '@cure-ts/benchmarks'
import { linePanel, type LinePoint, panels, percentPoints } from '../plots/line-panel.ts'
import { colours, type Plot } from '../plots/render-svg.ts'

/** Best-of-N accuracy by number of tests: of one result a line for each number of programs, with intervals. */
export function bestOfNCurves(result: EvaluationResult): Plot {
  return curves('Best-of-N accuracy by number of tests', programSizes.flatMap(programs => pointsOf(result, programs, `best of ${programs}`)))
}

/** The results side by side, each at its largest number of programs; the colours go round where there are many. */
export function comparedCurves(results: readonly EvaluationResult[]): Plot {
  const headings = headingsOf(results)
  const rows = results.map((result, index) => {
    const programs = programSizes.findLast(size => testSizes.some(tests => (result.figures[`bestOf${size}x${tests}`] ?? null) !== null)) ?? programSizes[0]
    return pointsOf(result, programs, `${headings[index]!}, best of ${programs}`)
  })
  const groups = Array.from({ length: Math.ceil(rows.length / colours.length) }, (_, index) => rows.slice(index * colours.length, (index + 1) * colours.length).flat())
  return panels('Best-of-N accuracy by number of tests', groups.map(points => panel('', points)), 2)
}

function pointsOf({ figures }: EvaluationResult, programs: number, series: string): LinePoint[] {
  return percentPoints(series, testSizes.map(tests => [tests, figures[`bestOf${programs}x${tests}`]] as const))
}

const panel = (title: string, points: readonly LinePoint[]) => linePanel({ title, xTitle: 'tests m', yTitle: '% of tasks', doubling: testSizes, points })

const curves = (title: string, points: readonly LinePoint[]) => panel(title, points) as unknown as Plot
