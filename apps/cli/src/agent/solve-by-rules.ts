import { type AgentEnd, type AgenticConfig, type Ports, remembered, solveTask, type TraceEvent } from '@cure-ts/agentic'
import type { Task } from '@cure-ts/records'
import { abortable } from '@cure-ts/stream'
import { mergeMap, type OperatorFunction } from 'rxjs'

type Rule = AgenticConfig['rule']

/**
 * Solves each task once a rule, on the same programs and tests: models are asked and programs run for the first rule only. Emits a task's ends in the
 * order of the rules.
 *
 * @param emit takes every event of every rule
 */
export function solveByRules(config: AgenticConfig, rules: readonly Rule[], ports: Ports, emit: (rule: Rule, event: TraceEvent) => void): OperatorFunction<Task, AgentEnd[]> {
  return mergeMap(task => abortable(async signal => {
    const shared = remembered(ports)
    const ends: AgentEnd[] = []
    for (const rule of rules) ends.push(await solveTask(task, { ...config, rule }, shared, signal, event => emit(rule, event)))
    return ends
  }), config.tasksAtOnce)
}
