import type { Random } from './random.ts'

/** How authors work: probabilities of going wrong and sizes, the knobs of the base model's calibration. */
export interface Habits {
  /** Of a mistake in one step of a program. */
  readonly programMistake: number
  /** Share of the programs whose author is in a hurry: reads the input without a thought of edge cases, and leaves each operation out with this probability. */
  readonly programHurry: number
  readonly hurriedProgramMistake: number
  /** Of a mistake in one step of a worked test: the author misreads the problem, as programmers do. */
  readonly testMistake: number
  /** How often authors choose an input of 0, 1, 2, ... parts (numbers, words, lines) for a test that they work by hand: weights. */
  readonly testSizes: readonly number[]
  /** From which of these ranges, each as likely as the others, authors choose the numbers of an input: both ends included. */
  readonly numbers: readonly (readonly [low: number, high: number])[]
  /** Share of the tests whose author is in a hurry: works nothing out, leaves each operation out with this probability, and has these sizes instead. */
  readonly testHurry: number
  readonly hurriedTestMistake: number
  readonly hurriedSizes: readonly number[]
}

/** A program somebody wrote, and what it prints: `run` is its meaning in TypeScript, checked against Python by a test. */
export interface Attempt {
  readonly program: string
  run(input: string): string
}

/** A unit test as an author writes it down: input, the state after each operation, output. */
export interface WorkedTest {
  readonly input: string
  readonly lines: readonly string[]
  readonly output: string
}

/** One problem of the world, whatever its family. */
export interface Problem {
  readonly family: string
  /** What the split goes by: the templates of its parts in order, parameters and wording left out. */
  readonly composition: string
  /** Number of operations. */
  readonly difficulty: number
  readonly tags: readonly string[]
  readonly question: string
  readonly right: Attempt
  /** Every program with exactly one mistake, likeliest mistakes first. */
  readonly wrong: readonly Attempt[]
  /** The program of an author with these habits, right or wrong. */
  attempt(random: Random, habits: Habits): Attempt
  /** The test of an author with these habits, right or wrong. */
  workedTest(random: Random, habits: Habits): WorkedTest
  /** What an author with these habits makes of a drafted test: works its input out, or leaves it as it is when in a hurry. */
  checkedTest(random: Random, habits: Habits, draft: WorkedTest): WorkedTest
  /** Inputs to choose ground-truth tests from, edge cases first. */
  inputs(random: Random): string[]
}

/** A kind of problems. A further family is a further folder that exports one of these. */
export interface Family {
  readonly name: string
  /** What its problems are made of. */
  readonly operations: readonly { readonly name: string; readonly values: readonly number[] }[]
  readonly outputs: readonly { readonly name: string }[]
  /** `difficulties` weighs problems of 0, 1, 2, ... operations. */
  draw(random: Random, difficulties: readonly number[]): Problem
}
