import type { GroundTruth } from './ground-truth.ts'
import type { Problem } from './problem.ts'
import type { Random } from './random.ts'
import type { Split } from './split.ts'

/** A line of a dataset: the Task record of `libs/records`, with its fields spelt as CURE's datasets spell them. */
export interface Task {
  readonly task_id: string
  readonly question: string
  readonly test_input: readonly string[]
  readonly test_output: readonly string[]
  readonly example_input: readonly string[]
  readonly example_output: readonly string[]
  /** Seconds. */
  readonly test_time_limit: number
  readonly solutions: readonly string[]
  readonly wrong_solutions: readonly string[]
  readonly difficulty: number
  readonly tags: readonly string[]
  readonly source: string
  readonly license: string
  readonly split: Split
}

export function task(id: string, split: Split, problem: Problem, truth: GroundTruth, random: Random): Task {
  const wrong = new Set<string>()
  const wanted = Math.min(truth.refuted.length, random.integer(2, 3))
  while (wrong.size < wanted) wrong.add(random.pick(truth.refuted).program)
  return {
    task_id: id,
    question: problem.question,
    test_input: truth.tests.map(test => test.input),
    test_output: truth.tests.map(test => test.output),
    example_input: [truth.example.input],
    example_output: [truth.example.output],
    test_time_limit: 4,
    solutions: [problem.right.program],
    wrong_solutions: [...wrong],
    difficulty: problem.difficulty,
    tags: problem.tags,
    source: 'cure-ts pocket world',
    license: 'Apache-2.0',
    split,
  }
}
