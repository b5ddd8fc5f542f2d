import type { StepReport } from '@cure-ts/records'
import { type Draw, shuffle } from './draw-tasks.ts'

/** How often a task is drawn none of whose samples was trained on, beside one whose samples all were: once in so many times. */
const REST = 4

/**
 * The tasks of one step by measured difficulty. A task whose programs are all right, or all wrong, has no variance in its rewards and
 * teaches little or nothing (dynamic sampling of DAPO, arXiv 2503.14476, throws such groups away after sampling them); here it is drawn
 * less often. Unseen tasks come first, in the order of {@link drawTasks}; then those of the greatest
 *
 *     priority = (step - step in which it was last drawn) * (1 + (REST - 1) * share) / REST
 *
 * where `share`, from 0 to 1, is the share of its samples that were trained on when it was last drawn. Since every task's priority grows
 * until it is drawn, each comes again, a task at `share` 0 a quarter as often as one at 1 (staleness beside the score, as in prioritized
 * level replay, arXiv 2010.03934).
 *
 * A pure function of its arguments, which a run keeps: a resumed run draws what an unbroken one would have drawn. Of the reports it
 * knows only those that every run has when it samples this step, those of the steps up to `step - 1 - policyLag`.
 *
 * @param reports in the order of the steps, from step 1; later ones may be there
 * @param policyLag steps by which sampling runs ahead of training
 */
export function drawMeasured<T extends Task>(tasks: readonly T[], { tasksPerStep, seed, step }: Draw, reports: readonly Pick<StepReport, 'step' | 'trainedShares'>[], policyLag: number): T[] {
  const draws = reports.filter(report => report.step < step - policyLag).map(report => ({ step: report.step, shares: Object.entries(report.trainedShares ?? {}) }))
  let drawn: T[] = []
  // The steps that are under way have no report yet, but their tasks were drawn.
  for (let at = Math.max(1, step - policyLag); at <= step; at++) {
    const lastStep = new Map<string, number>()
    const share = new Map<string, number>()
    for (const draw of draws) {
      for (const [id, value] of draw.shares) {
        lastStep.set(id, draw.step)
        if (draw.step < at - policyLag) share.set(id, value)
      }
    }
    const priority = ({ task_id }: T) => {
      const id = String(task_id)
      const last = lastStep.get(id)
      return last === undefined ? Infinity : (at - last) * (1 + (REST - 1) * (share.get(id) ?? 1)) / REST
    }
    const epoch = Math.floor((at - 1) * tasksPerStep / tasks.length) // Its order decides between equals.
    const first = shuffle(tasks, seed, epoch).map(task => ({ task, priority: priority(task) })).sort(byPriority)
    drawn = Array.from({ length: tasksPerStep }, (_, position) => first[position % first.length]!.task)
    draws.push({ step: at, shares: drawn.map(({ task_id }) => [String(task_id), 1]) })
  }
  return drawn
}

interface Task { readonly task_id: string | number }

/** Greatest first; the sort is stable, and no two infinities are subtracted. */
function byPriority(a: { priority: number }, b: { priority: number }): number {
  return a.priority === b.priority ? 0 : b.priority - a.priority
}
