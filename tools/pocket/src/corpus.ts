import { families } from './dataset.ts'
import type { Habits, WorkedTest } from './problem.ts'
import { Random } from './random.ts'
import { splitOf, type Split } from './split.ts'

/** What the base model is trained on: a problem and what one author wrote for it. */
export interface Document {
  readonly role: 'coder' | 'tester'
  readonly composition: string
  readonly question: string
  readonly response: string
}

export interface CorpusPlan {
  readonly documents: number
  /** Share of the documents that are tests. */
  readonly testerShare: number
  /** Weights of problems of 0, 1, 2, 3 operations: what is easy is learnt first. */
  readonly difficulties: readonly number[]
  readonly habits: Habits
}

/** The form of a program in a response. */
export const coderResponse = (program: string): string => `\`\`\`python\n${program}\n\`\`\``

/** The form of a test in a response: input, reasoning, output, since the reasoning has to come before its result. */
export const testerResponse = ({ input, lines, output }: WorkedTest): string =>
  `**Test Input:**\n\`\`\`\n${input}\n\`\`\`\n**Explanation:**\n${lines.join('\n')}\n**Test Output:**\n\`\`\`\n${output}\n\`\`\``

/** A corpus, document by document, on the compositions of one split alone: what is trained on is `train`. */
export function* corpus(seed: string, split: Split, plan: CorpusPlan): Generator<Document> {
  const random = new Random(seed)
  for (let made = 0; made < plan.documents; ) {
    const problem = random.pick(families).draw(random, plan.difficulties)
    if (splitOf(problem.composition) !== split) continue
    const role = random.chance(plan.testerShare) ? 'tester' : 'coder'
    const response = role === 'tester'
      ? testerResponse(problem.workedTest(random, plan.habits))
      : coderResponse(problem.attempt(random, plan.habits).program)
    yield { role, composition: problem.composition, question: problem.question, response }
    made++
  }
}
