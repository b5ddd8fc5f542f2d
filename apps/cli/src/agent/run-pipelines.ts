import { join } from 'node:path'
import { from, lastValueFrom, tap, toArray } from 'rxjs'
import { type AgenticConfig, type PipelineName, type Ports, usesRule } from '@cure-ts/agentic'
import type { Task } from '@cure-ts/records'
import { startProgress } from '../progress.ts'
import type { PipelineRun } from './compare-runs.ts'
import { openTrace } from './open-trace.ts'
import { solveByRules } from './solve-by-rules.ts'

export interface Compared {
  readonly pipelines: readonly PipelineName[]
  /** By which pipelines choose that go by a rule. */
  readonly rules: readonly AgenticConfig['rule'][]
  readonly tasks: readonly Task[]
  /** Where a trace of every run goes; undefined: nowhere. */
  readonly folder: string | undefined
}

/** Runs pipelines, one after the other, with one tester. */
export async function runPipelines(tester: string, ports: Ports, agentic: AgenticConfig, compared: Compared): Promise<PipelineRun[]> {
  const runs: PipelineRun[] = []
  for (const pipeline of compared.pipelines) runs.push(...await runPipeline(pipeline, tester, ports, agentic, compared))
  return runs
}

async function runPipeline(pipeline: PipelineName, tester: string, ports: Ports, agentic: AgenticConfig, { rules: wanted, tasks, folder }: Compared): Promise<PipelineRun[]> {
  const rules = usesRule(pipeline) ? wanted : wanted.slice(0, 1)
  const nameOf = (rule: AgenticConfig['rule']) => rules.length === 1 ? `${pipeline}-${tester}` : `${pipeline}-${rule}-${tester}`
  const places = new Map(tasks.map(({ task_id }, place) => [String(task_id), place]))
  const progress = startProgress(`${pipeline}, ${tester} | {bar} {value}/{total} tasks`, tasks.length)
  const traces = new Map(await Promise.all(rules.map(async rule => [rule, await openTrace(folder === undefined ? undefined : join(folder, `${nameOf(rule)}.jsonl`))] as const)))
  let done = 0
  try {
    const solved$ = from(tasks).pipe(
      solveByRules({ ...agentic, pipeline }, rules, ports, (rule, event) => traces.get(rule)!.write(event)),
      tap(() => progress.update(++done)),
      toArray(),
    )
    const solved = await lastValueFrom(solved$)
    solved.sort(([a], [b]) => places.get(a!.taskId)! - places.get(b!.taskId)!) // So that equal runs have equal intervals.
    return rules.map((rule, index) => ({ pipeline, rule: usesRule(pipeline) ? rule : null, tester, sharesAnswers: index > 0, ends: solved.map(ends => ends[index]!) }))
  } finally {
    progress.stop()
    for (const trace of traces.values()) await trace.close()
  }
}
