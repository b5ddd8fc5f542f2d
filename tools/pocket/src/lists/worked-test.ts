import type { WorkedTest } from '../problem.ts'
import type { Random } from '../random.ts'
import { run, type Chain } from './chain.ts'

const written = (xs: readonly number[]): string => (xs.length > 0 ? xs.join(' ') : 'none')

/** Works a test by hand: the list after each operation, then the output. Each line may carry a slip of arithmetic. */
export function workedTest(chain: Chain, xs: readonly number[], random: Random, arithmeticSlip: number): WorkedTest {
  // Where there is nothing to do, the list as it was read is the reasoning.
  const lines: string[] = chain.steps.length === 0 ? [written(xs)] : []
  let list: readonly number[] = xs
  for (const step of chain.steps) {
    list = maybeSlip(step.apply(list), random, arithmeticSlip)
    lines.push(written(list))
  }
  if (chain.printer.working) lines.push(written(chain.printer.working(list)))
  const output = chain.printer.show(list)
  const slipped = output === '' ? output : maybeSlip(output.split(' ').map(Number), random, arithmeticSlip).join(' ')
  return { input: xs.join(' '), lines, output: slipped }
}

/** A test whose author jumps to the output. */
export const hurriedTest = (chain: Chain, xs: readonly number[]): WorkedTest =>
  ({ input: xs.join(' '), lines: ['obvious'], output: chain.printer.show(run(chain, xs)) })

/** With probability `rate` one number is one off, or ten off, or lost (never the only one). */
function maybeSlip(xs: readonly number[], random: Random, rate: number): readonly number[] {
  if (xs.length === 0 || !random.chance(rate)) return xs
  const at = random.integer(0, xs.length - 1)
  if (xs.length > 1 && random.chance(0.3)) return xs.toSpliced(at, 1)
  return xs.with(at, (xs[at] as number) + random.pick([-1, 1, 1, -1, 10, -10]))
}
