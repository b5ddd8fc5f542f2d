import { comparisonOf, type Task } from './task.ts'

/** What is wrong with a field of a task that is a Task record all the same. */
export interface TaskProblem {
  /** e.g. `test_output.3` */
  readonly field: string
  readonly expected: string
}

/** What no schema sees: that the task can be graded, and that its tests do not contradict each other. */
export function checkTask(task: Task): TaskProblem[] {
  const problems: TaskProblem[] = []
  const refuse = (field: string, expected: string) => { problems.push({ field, expected }) }
  if (task.question.trim() === '') refuse('question', 'Expected a question')
  if (task.test_input.length === 0) refuse('test_input', 'Expected at least one test')
  if (task.exe_method === 'function' && !task.function_name) refuse('function_name', 'Expected the name of the function to call')
  if (comparisonOf(task) === 'checker' && !task.checker) refuse('checker', 'Expected the program that compares outputs')
  if (task.checker && comparisonOf(task) !== 'checker') refuse('comparison', 'Expected checker, since the task has one')
  if (comparisonOf(task) !== 'checker') problems.push(...contradictions(task))
  return problems
}

function contradictions({ test_input, test_output }: Task): TaskProblem[] {
  const known = new Map<string, number>()
  return test_input.flatMap((input, index) => {
    const first = known.get(input) ?? index
    known.set(input, first)
    return words(test_output[index]!) === words(test_output[first]!) ? [] : [{ field: `test_output.${index}`, expected: `Expected the output of test_output.${first}, since their inputs are equal` }]
  })
}

const words = (text: string) => text.trim().replaceAll(/\s+/g, ' ')
