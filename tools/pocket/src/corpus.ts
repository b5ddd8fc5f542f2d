import { families } from './dataset.ts'
import type { Habits, Problem, WorkedTest } from './problem.ts'
import { Random } from './random.ts'
import { splitOf, type Split } from './split.ts'

/** What the base model is trained on: what it is asked about a problem, and what one author answered. */
export interface Document {
  readonly composition: string
  readonly prompt: 'coder' | 'tester' | 'repair-test'
  readonly variables: { readonly question: string } | RepairVariables
  readonly response: string
}

/** A drafted test, and what several programs print on its input, the most frequent first. */
export interface RepairVariables {
  readonly question: string
  readonly input: string
  readonly output: string
  readonly programs: number
  readonly groups: readonly { readonly output: string; readonly programs: number }[]
}

export interface CorpusPlan {
  readonly documents: number
  /** Share of the documents that are tests. */
  readonly testerShare: number
  /** Share of the tests that are not written anew, but checked: somebody in a hurry drafted them, and programs ran on them. */
  readonly repairShare: number
  /** Weights of problems of 0, 1, 2, 3 operations: what is easy is learnt first. */
  readonly difficulties: readonly number[]
  readonly habits: Habits
}

const programsPerDraft = 16

/** Of those who drafted a test and wrote the programs that ran on it. */
const draftHabits = { programMistake: 0.15, programHurry: 0.2, hurriedProgramMistake: 0.3, testHurry: 1, hurriedTestMistake: 0.8 }

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
    yield { composition: problem.composition, ...written(problem, random, plan) }
    made++
  }
}

function written(problem: Problem, random: Random, { testerShare, repairShare, habits }: CorpusPlan): Omit<Document, 'composition'> {
  const variables = { question: problem.question }
  if (!random.chance(testerShare)) return { prompt: 'coder', variables, response: coderResponse(problem.attempt(random, habits).program) }
  if (repairShare === 0 || !random.chance(repairShare)) {
    return { prompt: 'tester', variables, response: testerResponse(problem.workedTest(random, habits)) }
  }
  const others = { ...habits, ...draftHabits }
  const draft = problem.workedTest(random, others)
  const { input, output } = draft
  const printed = Array.from({ length: programsPerDraft }, () => problem.attempt(random, others).run(input).trim().replaceAll(/\s+/g, ' '))
  return {
    prompt: 'repair-test',
    variables: { ...variables, input, output, programs: programsPerDraft, groups: groupsOf(printed) },
    response: testerResponse(problem.checkedTest(random, habits, draft)),
  }
}

/** Whitespace is collapsed, as where outputs are compared. */
const groupsOf = (printed: readonly string[]): RepairVariables['groups'] =>
  [...new Set(printed)]
    .map(output => ({ output, programs: printed.filter(other => other === output).length }))
    .sort((a, b) => b.programs - a.programs)
