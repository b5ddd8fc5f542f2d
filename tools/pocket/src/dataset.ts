import { family } from './chain/family.ts'
import { groundTruth } from './ground-truth.ts'
import { lines } from './lines/kind.ts'
import { lists } from './lists/kind.ts'
import { numbers } from './numbers/kind.ts'
import { pairs } from './pairs/kind.ts'
import type { Family } from './problem.ts'
import { Random } from './random.ts'
import { splitOf, type Split } from './split.ts'
import { task, type Task } from './task.ts'
import { words } from './words/kind.ts'

/** All families of the world. */
export const families: readonly Family[] = [family(lists), family(numbers), family(words), family(lines), family(pairs)]

/** Weights of 0, 1, 2, 3 operations in a task. */
export const difficulties = [0, 2, 5, 4]

/** `count` tasks of a split, of each family in turn, no question and no right program twice. The same seed gives the same tasks. */
export function dataset(seed: number, split: Split, count: number): Task[] {
  const random = new Random(`${seed} ${split}`)
  const seen = new Set<string>()
  const tasks: Task[] = []
  while (tasks.length < count) {
    const next = families[tasks.length % families.length] as Family
    const problem = next.draw(random, difficulties)
    if (splitOf(problem.composition) !== split || seen.has(problem.right.program)) continue
    const truth = groundTruth(problem, random)
    if (truth === null) continue
    seen.add(problem.right.program)
    tasks.push(task(`pocket/${split}/${tasks.length}`, split, problem, truth, random))
  }
  return tasks
}
