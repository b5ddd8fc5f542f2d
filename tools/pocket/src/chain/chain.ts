import type { Attempt } from '../problem.ts'
import type { Kind } from './kind.ts'
import type { Printer, Step } from './operation.ts'

/** A program: operations on the state, then an output. */
export interface Chain<S> {
  readonly steps: readonly Step<S>[]
  readonly printer: Printer<S>
}

export const attempt = <S>(kind: Kind<S>, { steps, printer }: Chain<S>): Attempt => ({
  program: [kind.reading, ...steps.map(step => step.line), printer.line].join('\n'),
  run: input => printer.show(steps.reduce((state, step) => step.apply(state), kind.parse(input))),
})
