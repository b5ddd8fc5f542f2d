import type { Task } from '@cure-ts/records'
import type { ErrorRates } from './error-rates.ts'

/** What a wrong test expects: the error that several wrong programs share. */
export function wrongOutput(output: string): string {
  return `${output.trimEnd()} 0`
}

/**
 * A wrong program for a task: on an input that the simulation wrote (its last line is blanks) it prints the right output with chance
 * p_01, the shared error with p_00, else an error of its own; on any other input, the ground truth's, its own error. Each input's chance
 * is drawn from the input and `salt` alone, so that a program always prints the same.
 */
export function wrongProgram(task: Task, { p01, p00 }: Pick<ErrorRates, 'p01' | 'p00'>, salt: number): string {
  return `import random, sys
answers = ${answersOf(task)}
text = sys.stdin.read()
right = answers.get(text.rstrip(), "")
chance = random.Random("${salt} " + text).random() if text.split("\\n")[-1].isspace() else 1.0
if chance < ${p01}:
    print(right)
elif chance < ${p01 + p00}:
    print(right + " 0")
else:
    print(right + " ${salt}")
`
}

/** A program that reads a case as JSON and ends with exit code 0 if it accepts it: a wrong one accepts everything. */
export function specification(task: Task, isRight: boolean): string {
  return `import json, sys
answers = ${answersOf(task)}
case = json.load(sys.stdin)
expected = answers.get(case["input"].rstrip())
sys.exit(${isRight ? '0 if expected is not None and expected.split() == case["output"].split() else 1' : '0'})
`
}

/** A Python dictionary from the inputs of the task's tests to their outputs. */
function answersOf(task: Task): string {
  return JSON.stringify(Object.fromEntries(task.test_input.map((input, index) => [input.trimEnd(), task.test_output[index]!.trimEnd()])))
}
