import type { Attempt } from '../problem.ts'
import type { Step } from './operation.ts'
import type { Printer } from './outputs.ts'

/** A program of this family: operations on the list, then an output. */
export interface Chain {
  readonly steps: readonly Step[]
  readonly printer: Printer
}

/** `sys.stdin.read()` and not `input()`: an empty line may reach the program as no line at all. */
const reading = 'import sys\nxs = list(map(int, sys.stdin.read().split()))'

export const parse = (input: string): number[] => input.split(' ').filter(Boolean).map(Number)

export const run = (chain: Chain, xs: readonly number[]): number[] => chain.steps.reduce<number[]>((list, step) => step.apply(list), [...xs])

export const attempt = (chain: Chain): Attempt => ({
  program: [reading, ...chain.steps.map(step => step.line), chain.printer.line].join('\n'),
  run: input => chain.printer.show(run(chain, parse(input))),
})
