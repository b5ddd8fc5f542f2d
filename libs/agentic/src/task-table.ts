import { comparisonOf, type Executed, type Table, type Task } from '@cure-ts/records'
import { tabulateTask } from '@cure-ts/matrix'
import type { TableJob } from '@cure-ts/sandbox'
import type { UnitTest } from './agent.ts'

export interface AgentRun {
  readonly verdicts: Executed['verdicts']
  /** `outputs[program][test]`; null where the program did not run to its end. */
  readonly outputs: readonly (readonly (string | null)[])[]
}

/** How the sandbox runs a task's programs and compares what they print. */
export function limitsOf(task: Task): Omit<TableJob, 'programs' | 'tests'> {
  return {
    timeLimitMs: task.test_time_limit * 1000,
    memoryLimitBytes: task.memory_limit_mb * 1024 * 1024,
    exeMethod: task.exe_method,
    comparison: comparisonOf(task),
    ...(typeof task.function_name === 'string' && { functionName: task.function_name }),
    ...(typeof task.checker === 'string' && { checker: task.checker }),
  }
}

/** What programs did on generated tests, as rules choose by it; program i is `p<i>`. */
export function tableOf(task: Task, programs: readonly (string | null)[], tests: readonly (UnitTest | null)[], { verdicts, outputs }: AgentRun): Table {
  const { exeMethod, timeLimitMs, memoryLimitBytes, comparison } = limitsOf(task)
  return tabulateTask({
    taskId: String(task.task_id), question: '', examples: [], exeMethod, timeLimitMs, memoryLimitBytes, comparison,
    programs: programs.map((code, index) => ({ programId: `p${index}`, code })),
    tests: tests.map((test, index) => ({ testId: `t${index}`, origin: 'generated', input: test?.input ?? null, output: test?.output ?? null })),
    verdicts, outputs, cpuMs: verdicts.map(row => row.map(() => null)),
    execution: { isolation: '', mode: '', timing: '', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  })
}

/** Which program an id of {@link tableOf} names. */
export function programIndex(programId: string): number {
  return Number(programId.slice(1))
}
