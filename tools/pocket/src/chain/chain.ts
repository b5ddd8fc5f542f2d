import type { Attempt } from '../problem.ts'
import type { Kind } from './kind.ts'
import type { Printer, Step } from './operation.ts'

/** A program: operations on the state, then an output. */
export interface Chain<S> {
  readonly steps: readonly Step<S>[]
  readonly printer: Printer<S>
}

const printed = <S>(state: S, { steps, printer }: Chain<S>): string => printer.show(steps.reduce((now, step) => step.apply(now), state))

const written = <S>(reading: string, { steps, printer }: Chain<S>): string => [reading, ...steps.map(step => step.line), printer.line].join('\n')

export const attempt = <S>(kind: Kind<S>, chain: Chain<S>): Attempt => ({
  program: written(kind.reading, chain),
  run: input => printed(kind.parse(input), chain),
})

/** The program of an author in a hurry. One that ends in an error prints nothing. */
export const hurriedAttempt = <S>(kind: Kind<S>, chain: Chain<S>): Attempt => ({
  program: written(kind.hurriedReading, chain),
  run: input => {
    const state = kind.hurriedParse(input)
    return state === null ? '' : printed(state, chain)
  },
})
