import { claim } from '../claim.ts'
import { measured } from '../measurement.ts'
import { levelBy, level, type Results } from '../pooled.ts'
import { barRow, shownRow } from '../row.ts'
import { coEvolution } from '../training.ts'

/** Sizes that are compared were fixed before anything was measured: half the programs and the tests, with fewer tokens than all programs. */
const [few, all] = [8, 16]

export const testerServesAnotherCoder = claim({
  id: 'g',
  statement: 'A trained tester chooses well among another coder\'s programs, at a lower price than more programs.',
  setting: 'The other coder is the base model. Its programs and the trained model\'s tests come from two servers that speak the OpenAI protocol. Without tests the most frequent program '
    + 'is chosen. The paper gains 5.5 points over one sample with GPT-4o-mini and 1.8 with GPT-4.1-mini.',
  measurements: { base: measured(null), paired: measured(null, { tester: coEvolution }) },
  judge: ({ base, paired }) => ({
    rows: [
      barRow('best of N over one sample', 'points', lead(paired, 'bestOfN', 'codeAccuracy'), { is: '>=', limit: 0.055 }),
      barRow(`${few} programs by ${few} tests over the most frequent of ${all} programs`, 'points', lead(paired, `bestOf${few}x${few}`, `majorityOf${all}`), { is: '>', limit: 0 }),
      barRow(`tokens of the former over the latter`, 'tokens', levelBy(paired, ({ figures }) => minus(tokens(figures, few, few), tokens(figures, all, 0))), { is: '<=', limit: 0 }),
      shownRow('best of N by the base\'s own tests over one sample', 'points', lead(base, 'bestOfN', 'codeAccuracy')),
      shownRow('one sample', '%', level(paired, 'codeAccuracy')),
      ...[2, 4, 8, 16].flatMap(size => [
        shownRow(`${size} programs by ${size} tests`, '%', level(paired, `bestOf${size}x${size}`)),
        shownRow(`  its tokens a task`, 'tokens', levelBy(paired, ({ figures }) => tokens(figures, size, size))),
        shownRow(`most frequent of ${size} programs`, '%', level(paired, `majorityOf${size}`)),
        shownRow(`  its tokens a task`, 'tokens', levelBy(paired, ({ figures }) => tokens(figures, size, 0))),
      ]),
    ],
  }),
})

type Figures = Readonly<Record<string, number | null>>

/** One figure over another of the same tasks. */
function lead(results: Results, figure: string, over: string) {
  return levelBy(results, ({ figures }) => minus(figures[figure] ?? null, figures[over] ?? null))
}

/** Sampled for one task: so many programs and tests of mean length. */
function tokens({ programTokens, testTokens }: Figures, programs: number, tests: number): number | null {
  return programTokens == null || testTokens == null ? null : programs * programTokens + tests * testTokens
}

const minus = (a: number | null, b: number | null) => a === null || b === null ? null : a - b
