import { comparisonOf, type Sampled, type Task } from '@cure-ts/records'

export type DatasetPrograms = 'solutions' | 'wrong_solutions'

/** A task's own programs, `solutions-0` and so on, with its tests, ready to be executed. */
export function datasetRecord(task: Task, ...which: readonly DatasetPrograms[]): Sampled {
  return {
    taskId: String(task.task_id),
    question: task.question,
    examples: [],
    exeMethod: task.exe_method,
    ...(typeof task.function_name === 'string' && { functionName: task.function_name }),
    timeLimitMs: task.test_time_limit * 1000,
    memoryLimitBytes: task.memory_limit_mb * 1024 * 1024,
    comparison: comparisonOf(task),
    ...(typeof task.checker === 'string' && { checker: task.checker }),
    programs: which.flatMap(kind => task[kind].map((code, index) => ({ programId: `${kind}-${index}`, code }))),
    tests: task.test_input.map((input, index) => ({ testId: `g${index}`, origin: 'ground-truth', input, output: task.test_output[index]! })),
  }
}
