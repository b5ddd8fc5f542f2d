import type { Family, Problem } from '../problem.ts'
import type { Random } from '../random.ts'
import { attempt, hurriedAttempt } from './chain.ts'
import type { Kind } from './kind.ts'
import { faultless, hurried, mistaken, singleMistakes, type Plan } from './mistakes.ts'
import { hurriedLines, hurriedTest, workedTest } from './worked-test.ts'

/** The family of a kind's problems: some operations, none twice, then one output. */
export function family<S>(kind: Kind<S>): Family {
  const plan = (random: Random, difficulties: readonly number[]): Plan<S> => {
    const parts = Array.from({ length: random.weighted(difficulties) }, () => random.pick(kind.operations))
      .filter((operation, i, all) => all.indexOf(operation) === i)
      .map(operation => ({ operation, k: random.pick(operation.values) }))
    const drawn = { parts, output: random.pick(kind.outputs) }
    return !kind.essential || namesOf(drawn).some(name => kind.essential?.has(name)) ? drawn : plan(random, difficulties)
  }
  return {
    name: kind.name,
    operations: kind.operations,
    outputs: kind.outputs,
    draw: (random, difficulties) => problem(kind, plan(random, difficulties), random),
  }
}

const namesOf = <S>({ parts, output }: Plan<S>): string[] => [...parts.map(({ operation }) => operation.name), output.name]

function problem<S>(kind: Kind<S>, plan: Plan<S>, random: Random): Problem {
  return {
    family: kind.name,
    composition: `${kind.name}: ${namesOf(plan).join(' > ')}`,
    difficulty: plan.parts.length,
    tags: [kind.name, ...namesOf(plan)],
    question: question(kind, plan, random),
    right: attempt(kind, faultless(plan)),
    wrong: singleMistakes(plan).map(chain => attempt(kind, chain)),
    attempt: (author, habits) => habits.programHurry > 0 && author.chance(habits.programHurry)
      ? hurriedAttempt(kind, hurried(plan, author, habits.hurriedProgramMistake))
      : attempt(kind, mistaken(plan, author, habits.programMistake)),
    workedTest: (author, habits) => {
      const input = (sizes: readonly number[]): string => kind.byHand(author, author.weighted(sizes), author.pick(habits.numbers))
      return habits.testHurry > 0 && author.chance(habits.testHurry)
        ? hurriedTest(kind, hurried(plan, author, habits.hurriedTestMistake), input(habits.hurriedSizes))
        : workedTest(kind, mistaken(plan, author, habits.testMistake), input(habits.testSizes))
    },
    checkedTest: (author, habits, draft) => author.chance(habits.testHurry)
      ? { ...draft, lines: hurriedLines }
      : workedTest(kind, mistaken(plan, author, habits.testMistake), draft.input),
    inputs: candidates => kind.candidates(candidates),
  }
}

function question<S>(kind: Kind<S>, plan: Plan<S>, random: Random): string {
  const clauses = plan.parts.map(({ operation, k }) => random.pick(operation.wordings(k)))
  const joint = random.pick([', ', ', ', ', then '])
  return `${[random.pick(kind.openings), ...clauses].join(joint)}, ${random.pick(plan.output.wordings)}.`
}
