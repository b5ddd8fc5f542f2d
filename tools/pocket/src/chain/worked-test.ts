import type { WorkedTest } from '../problem.ts'
import { attempt, type Chain } from './chain.ts'
import type { Kind } from './kind.ts'

/** Works a test by hand: the state after each operation, what is noted on the way to the output, then the output. */
export function workedTest<S>(kind: Kind<S>, { steps, printer }: Chain<S>, input: string): WorkedTest {
  let state = kind.parse(input)
  // Where there is nothing to do, the state as it was read is the reasoning.
  const lines = steps.length === 0 ? [kind.note(state)] : steps.map(step => kind.note(state = step.apply(state)))
  if (printer.working) lines.push(printer.working(state) || 'none')
  return { input, lines, output: printer.show(state) }
}

/** The reasoning of an author in a hurry. */
export const hurriedLines: readonly string[] = ['obvious']

/** A test whose author jumps to the output. */
export const hurriedTest = <S>(kind: Kind<S>, chain: Chain<S>, input: string): WorkedTest =>
  ({ input, lines: hurriedLines, output: attempt(kind, chain).run(input) })
