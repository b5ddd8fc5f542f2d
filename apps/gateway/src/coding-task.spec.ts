import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { codingTask } from './coding-task.ts'

const questionsOf = (file: string) => readFileSync(join(import.meta.dirname, '../../../datasets', file), 'utf8').split('\n').filter(line => line !== '')
  .map(line => JSON.parse(line) as { question: string, exe_method?: string, function_name?: string })

test('every question of the pocket world is a coding task', () => {
  expect(questionsOf('pocket/heldout.jsonl').filter(({ question }) => codingTask(question, false)?.exe_method !== 'stdin')).toEqual([])
})

test('of problems in people\'s words nine of ten are, with the function that they name', () => {
  const questions = questionsOf('handwritten/handwritten.jsonl')
  const found = questions.filter(({ question, exe_method = 'stdin', function_name = null }) => {
    const task = codingTask(question, false)
    return task?.exe_method === exe_method && (task.function_name ?? null) === function_name
  })
  expect(found.length / questions.length).toBeGreaterThan(0.9)
})

test.each([
  'Hello!', 'Who wrote Faust?', 'What does `print(3)` do in Python?', 'Explain why this prints nothing.', 'How do I read a line in Go?',
  'Fix this:\n```python\nprint(input())\n```\nIt should print the sum.', 'Summarize the history of the printing press.', 'Give me a name for my cat.',
])('%j is none, unless the client says that it is one', question => {
  expect(codingTask(question, false)).toBeNull()
  expect(codingTask(question, true)).toMatchObject({ question, exe_method: 'stdin' })
})

test('a signature names the function to write', () => {
  expect(codingTask('Complete this:\ndef add(a, b):\n    """The sum."""', false)).toMatchObject({ exe_method: 'function', function_name: 'add' })
})
