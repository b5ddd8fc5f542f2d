import type { Task } from '@cure-ts/records'
import type { SamplingConfig } from './sampling-config.ts'
import { seedOf } from './seed-of.ts'

/** A public example of a task. */
export interface Example {
  readonly input: string
  readonly output: string
}

/**
 * The public examples that a task's prompts show at a step: with probability `pGiveExample` up to `maxInputExamples` of them,
 * else none. Which ones is drawn anew each step, from nothing but the arguments.
 */
export function drawExamples(
  task: Pick<Task, 'task_id' | 'example_input' | 'example_output'>,
  config: Pick<SamplingConfig, 'pGiveExample' | 'maxInputExamples' | 'seed'>,
  step: number,
): Example[] {
  const uniform = (...parts: (string | number)[]) => seedOf(config.seed, step, 'examples', String(task.task_id), ...parts) / 2 ** 31
  if (uniform() >= config.pGiveExample) return []
  return task.example_input
    .map((input, index) => ({ input, output: task.example_output[index]!, key: uniform(index) }))
    .sort((a, b) => a.key - b.key)
    .slice(0, config.maxInputExamples)
    .map(({ input, output }) => ({ input, output }))
}
