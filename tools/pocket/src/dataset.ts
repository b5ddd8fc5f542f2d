import { groundTruth } from './ground-truth.ts'
import { lists } from './lists/family.ts'
import type { Family } from './problem.ts'
import { Random } from './random.ts'
import { splitOf, type Split } from './split.ts'
import { task, type Task } from './task.ts'

/** All families of the world. */
export const families: readonly Family[] = [lists]

/** `count` tasks of a split, no question and no right program twice. The same seed gives the same tasks. */
export function dataset(seed: number, split: Split, count: number): Task[] {
  const random = new Random(`${seed} ${split}`)
  const seen = new Set<string>()
  const tasks: Task[] = []
  while (tasks.length < count) {
    const problem = random.pick(families).draw(random)
    if (splitOf(problem.composition) !== split || seen.has(problem.right.program)) continue
    const truth = groundTruth(problem, random)
    if (truth === null) continue
    seen.add(problem.right.program)
    tasks.push(task(`pocket/${split}/${tasks.length}`, split, problem, truth, random))
  }
  return tasks
}
