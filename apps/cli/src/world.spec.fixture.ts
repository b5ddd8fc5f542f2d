import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPython } from '@cure-ts/pipeline'
import { root } from './cure.spec.fixture.ts'

const tinyLearner = join(root, 'apps/learner/tests/tiny_learner.py')

/** Tasks that ask to print the input, which is what the tiny learner's programs do. */
export function echoTasks(count: number): string {
  return Array.from({ length: count }, (_, index) => `${JSON.stringify({
    task_id: `echo-${index}`, question: 'Echo.', test_input: ['1', '2'], test_output: ['1', '2'], solutions: ['print(input())'],
  })}\n`).join('')
}

/**
 * A folder with what a run needs besides a model that can do something: tasks, prompts that are short enough for the tiny learner, a model folder
 * that is none, and a Python that starts the tiny learner in the place of ours.
 */
export function makeWorld(folder: string): { readonly flags: string[], readonly env: NodeJS.ProcessEnv, readonly tasks: string } {
  const tasks = join(folder, 'tasks.jsonl')
  writeFileSync(tasks, echoTasks(4))
  writeFileSync(join(folder, 'prompt.jinja'), '{{ question }}')
  mkdirSync(join(folder, 'model'), { recursive: true })
  writeFileSync(join(folder, 'model', 'config.json'), '{}')
  const python = join(folder, 'python')
  writeFileSync(python, `#!/bin/sh\nexec '${findPython()}' '${tinyLearner}' "$@"\n`)
  chmodSync(python, 0o755)
  return {
    tasks,
    env: { CURE_PYTHON: python },
    flags: [
      '--model', join(folder, 'model'), '--tasks', tasks, '--coder-prompt', join(folder, 'prompt.jinja'), '--tester-prompt', join(folder, 'prompt.jinja'),
      '--steps', '2', '--tasks-per-step', '2', '--programs', '2', '--tests', '2', '--lanes', '1',
    ],
  }
}
