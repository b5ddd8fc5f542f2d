import type { Attempt, Problem } from './problem.ts'
import type { Random } from './random.ts'

export interface Example {
  readonly input: string
  readonly output: string
}

export interface GroundTruth {
  readonly tests: readonly Example[]
  readonly example: Example
  /** Wrong programs that fail at least one of the tests. */
  readonly refuted: readonly Attempt[]
}

const testCount = 8

/** Above this share of inputs with the same output, a problem is not worth asking. */
const mostAlike = 0.7

/**
 * Chooses the tests of a problem: the first two inputs (nothing and a zero, as the family has them), then greedily the input that refutes most of the wrong programs that
 * stand yet, so that a wrong program usually fails; the rest from the edge cases and at random. The example is none of the tests.
 * Null when the output hardly depends on the input or fewer than two wrong programs can be told apart.
 */
export function groundTruth(problem: Problem, random: Random): GroundTruth | null {
  const pool = [...new Set(problem.inputs(random))].map(input => ({ input, output: problem.right.run(input) }))
  const counts = new Map<string, number>()
  for (const { output } of pool) counts.set(output, (counts.get(output) ?? 0) + 1)
  if (Math.max(...counts.values()) > mostAlike * pool.length) return null

  const fails = (wrong: Attempt, { input, output }: Example): boolean => wrong.run(input) !== output
  const tests = pool.splice(0, 2)
  let standing = problem.wrong.filter(wrong => !tests.some(test => fails(wrong, test)))
  while (tests.length < testCount) {
    const scores = pool.map(test => standing.filter(wrong => fails(wrong, test)).length)
    const best = Math.max(...scores)
    const at = best > 0 ? scores.indexOf(best) : random.integer(0, pool.length - 1)
    const [test] = pool.splice(at, 1) as [Example]
    standing = standing.filter(wrong => !fails(wrong, test))
    tests.push(test)
  }
  const refuted = problem.wrong.filter(wrong => !standing.includes(wrong))
  return refuted.length >= 2 ? { tests, example: random.pick(pool.slice(6)), refuted } : null
}
