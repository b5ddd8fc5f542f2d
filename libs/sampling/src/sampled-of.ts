import { comparisonOf, type Program, type Sampled, type Task, type Test } from '@cure-ts/records'
import type { Example } from './draw-examples.ts'

/** Task's own fields; those that it does not know are another project's and go through. */
const taskFields = new Set([
  'task_id', 'question', 'test_input', 'test_output', 'example_input', 'example_output', 'test_time_limit', 'memory_limit_mb', 'exe_method',
  'function_name', 'comparison', 'checker', 'float_output', 'solutions', 'wrong_solutions', 'difficulty', 'tags', 'source', 'license', 'split',
])

/** The record of a task and what was sampled for it; its ground-truth tests come after the generated ones, as `g0`, `g1`... */
export function sampledOf(task: Task, sampled: {
  readonly examples: readonly Example[]
  readonly prompts: { readonly coder: string, readonly tester: string }
  readonly programs: readonly Program[]
  readonly generatedTests: readonly Test[]
}): Sampled {
  const groundTruth = task.test_input.map<Test>((input, index) => ({ testId: `g${index}`, origin: 'ground-truth', input, output: task.test_output[index]! }))
  return {
    ...Object.fromEntries(Object.entries(task).filter(([name]) => !taskFields.has(name))),
    taskId: String(task.task_id),
    question: task.question,
    examples: sampled.examples,
    exeMethod: task.exe_method,
    ...(task.function_name == null ? {} : { functionName: task.function_name }),
    timeLimitMs: task.test_time_limit * 1000,
    memoryLimitBytes: task.memory_limit_mb * 1024 * 1024,
    comparison: comparisonOf(task),
    ...(task.checker == null ? {} : { checker: task.checker }),
    prompts: sampled.prompts,
    programs: sampled.programs,
    tests: [...sampled.generatedTests, ...groundTruth],
  }
}
