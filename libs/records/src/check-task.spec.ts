import { expect, test } from '@jest/globals'
import { checkTask } from './check-task.ts'
import { decoder } from './decode.ts'
import { Task } from './task.ts'

const good = decoder(Task)({ task_id: 1, question: 'Double it.', test_input: ['1', '2'], test_output: ['2', '4'] }, 'here')

test.each([
  ['a good task', {}, []],
  ['no question', { question: ' \n' }, ['question: Expected a question']],
  ['no tests', { test_input: [], test_output: [] }, ['test_input: Expected at least one test']],
  ['a function without a name', { exe_method: 'function' as const }, ['function_name: Expected the name of the function to call']],
  ['a function with one', { exe_method: 'function' as const, function_name: 'f' }, []],
  ['no checker', { comparison: 'checker' as const }, ['checker: Expected the program that compares outputs']],
  ['a checker that is not used', { checker: 'print(1)' }, ['comparison: Expected checker, since the task has one']],
  ['tests that contradict each other', { test_input: ['1', '2', '1'], test_output: ['2', '4', '3'] }, ['test_output.2: Expected the output of test_output.0, since their inputs are equal']],
  ['tests that occur twice', { test_input: ['1', '1'], test_output: ['2 ', '2\n'] }, []],
  ['several right outputs', { test_input: ['1', '1'], test_output: ['2', '3'], comparison: 'checker' as const, checker: 'print(1)' }, []],
])('%s', (_, change, problems) => {
  expect(checkTask({ ...good, ...change }).map(({ field, expected }) => `${field}: ${expected}`)).toEqual(problems)
})
