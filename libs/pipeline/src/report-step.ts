import { summarize } from '@cure-ts/benchmarks'
import type { Batch, Dropped, Executed, Rewarded, Role, Seconds, StepReport } from '@cure-ts/records'
import type { StepDone } from '@cure-ts/trainer-bridge'
import { summarizeExecution } from './summarize-execution.ts'
import { warningsOf } from './warnings-of.ts'

/** What one step left behind, put together as its report. */
export function reportStep(step: number, seed: number, executed: readonly Executed[], rewarded: readonly Rewarded[], updates: readonly StepDone[], batches: readonly Batch[], seconds: Seconds, earlier: readonly StepReport[]): StepReport {
  const roles = batches.flatMap(batch => batch.roles)
  const trainedIn = (role: Role) => roles.filter(each => each === role).length
  const report = {
    step,
    policyVersion: updates.at(-1)?.policyVersion ?? 0,
    seconds,
    ...summarize(rewarded, { seed }),
    execution: summarizeExecution(executed, seconds.execute),
    dropped: addDropped(rewarded),
    trained: { coder: trainedIn('coder'), tester: trainedIn('tester') },
    trainedShares: Object.fromEntries(rewarded.map(record => [record.taskId, trainedShare(record)])),
    metrics: Object.fromEntries(updates.flatMap(({ phase, metrics }) => Object.entries(metrics).map(([name, value]) => [`${phase}/${name}`, value]))),
  }
  return { ...report, warnings: warningsOf(report, earlier) }
}

/** Of a task's programs and generated tests. */
function trainedShare({ programAdvantages, testAdvantages, origins }: Rewarded): number {
  const advantages = [...programAdvantages, ...testAdvantages.filter((_, test) => origins[test] === 'generated')]
  return advantages.filter(advantage => advantage !== null).length / Math.max(1, advantages.length)
}

function addDropped(rewarded: readonly Rewarded[]): Dropped[] {
  const sums = new Map<string, Dropped>()
  for (const { role, reason, count } of rewarded.flatMap(({ dropped }) => dropped)) {
    const key = `${role} ${reason}`
    sums.set(key, { role, reason, count: count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, dropped]) => dropped)
}
