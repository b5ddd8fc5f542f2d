import type { Random } from '../random.ts'
import type { Chain } from './chain.ts'
import type { Operation, Output, Step } from './operation.ts'

/** A chain before it is written down: what was asked for. */
export interface Plan<S> {
  readonly parts: readonly { readonly operation: Operation<S>; readonly k: number }[]
  readonly output: Output<S>
}

export const faultless = <S>(plan: Plan<S>): Chain<S> => ({
  steps: plan.parts.map(({ operation, k }) => operation.right(k)),
  printer: plan.output.right,
})

/** Each chain with exactly one mistake: a wrong operator or bound, an operation left out, two swapped, a wrong output. */
export function singleMistakes<S>(plan: Plan<S>): Chain<S>[] {
  const { steps, printer } = faultless(plan)
  const others = (i: number, ...instead: Step<S>[]): Chain<S> => ({ steps: steps.toSpliced(i, 1, ...instead), printer })
  return [
    ...plan.parts.flatMap(({ operation, k }, i) => operation.slips(k).map(slip => others(i, slip))),
    ...(steps.length > 1 ? steps.map((_, i) => others(i)) : []),
    ...steps.slice(1).map((later, i) => ({ steps: steps.toSpliced(i, 2, later, steps[i] as Step<S>), printer })),
    ...plan.output.slips.map(slip => ({ steps, printer: slip })),
  ]
}

/**
 * The chain of an author who goes wrong in each step with probability `rate`.
 * The output is wrong a tenth as often, and so often two neighbours are swapped. Most mistakes in an operation are off by one in its
 * parameter, where it has one: what is left in published programs is seldom seen at once. One in twenty leaves the operation out.
 */
export function mistaken<S>(plan: Plan<S>, random: Random, rate: number): Chain<S> {
  const steps = plan.parts.flatMap(({ operation, k }) => {
    if (!random.chance(rate)) return [operation.right(k)]
    if (plan.parts.length > 1 && random.chance(1 / 20)) return []
    const nearby = operation.values.filter(value => Math.abs(value - k) === 1)
    return [nearby.length > 0 && random.chance(0.95) ? operation.right(random.pick(nearby)) : likeliest(operation.slips(k), random)]
  })
  if (steps.length > 1 && random.chance(rate / 10)) {
    const i = random.integer(0, steps.length - 2)
    steps.splice(i, 2, steps[i + 1] as Step<S>, steps[i] as Step<S>)
  }
  const printer = random.chance(rate / 10) ? likeliest(plan.output.slips, random) : plan.output.right
  return { steps, printer }
}

/** The chain of an author in a hurry, who leaves each operation out with probability `rate`. */
export const hurried = <S>(plan: Plan<S>, random: Random, rate: number): Chain<S> => {
  const { steps, printer } = faultless(plan)
  return { steps: steps.filter(() => !random.chance(rate)), printer }
}

/** Each slip is three times as likely as the next: people share their misreadings. */
const likeliest = <T>(slips: readonly T[], random: Random): T => slips[random.weighted(slips.map((_, i) => 3 ** -i))] as T
