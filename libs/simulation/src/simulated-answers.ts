import { CureError, type Task } from '@cure-ts/records'
import { chanceFrom, pick } from './chance.ts'
import { checkRates, type ErrorRates } from './error-rates.ts'
import { specification, wrongOutput, wrongProgram } from './wrong-program.ts'

export interface SimulatedRates extends Pick<ErrorRates, 'codeAccuracy' | 'pU'> {
  /** P(a judge of a right and a wrong program prefers the right one). */
  readonly judgeAccuracy: number
  /** Null: the wrong programs are the tasks' own wrong solutions, which pass what they pass. */
  readonly cells: Pick<ErrorRates, 'p01' | 'p00'> | null
}

/** Which answer of which request: the same place gives the same answer. */
export interface Place {
  readonly seed: number
  readonly index: number
}

/** The text of one answer to a prompt; null where the prompt holds no known task's question. */
export type Answers = (prompt: string, place: Place) => string | null

type Answer = (task: Task, prompt: string, rates: SimulatedRates, chance: () => number) => string

/** What a prompt asks for, by words that the shipped templates (and the pocket model's) hold; the first kind that fits. */
const kinds: readonly (readonly [RegExp, Answer])[] = [
  [/^Plan 1:[^]*\*\*Answer:\*\*/m, () => '**Answer:** 1\n'],
  [/\*\*Answer:\*\*/, judgeAnswer],
  [/\*\*Plan:\*\*/, () => '**Plan:**\nA plan of the simulation.\n\n**Plan:**\nAnother one.\n'],
  [/\bexit code\b/, specificationAnswer],
  [/test input|### test/i, testAnswers],
  [/(?:)/, programAnswer],
]

/** A template may ask for several tests, or inputs of tests, at once. */
const asksForSeveral: readonly (readonly [RegExp, number])[] = [[/six new tests/, 6], [/up to five inputs/, 5], [/up to three inputs/, 3]]

/**
 * A simulation of a model in both roles: it knows the tasks' solutions and tests, and errs with set rates. It answers who asks for programs (new, by a plan, or mended), tests
 * (new or mended), inputs, specifications, a judgement of two programs, plans and a choice among them; the task is the one whose question the prompt holds.
 *
 * A right specification accepts the right outputs of the task's tests alone, a wrong one, as frequent as a wrong test, accepts everything.
 * A correct test is one of the task's own, a wrong one has another output. The input ends with a line of blanks that is
 * different each time, so that a wrong program's chance (`cells`) is drawn anew for each test; programs do not read it.
 *
 * @throws CureError where a rate is impossible or a task lacks what the simulation has to know
 */
export function simulatedAnswers(tasks: readonly Task[], rates: SimulatedRates, seed: number): Answers {
  checkAll(tasks, rates)
  const byLength = [...tasks].sort((a, b) => b.question.length - a.question.length) // One question may begin with another.
  return (prompt, place) => {
    const task = byLength.find(({ question }) => prompt.includes(question))
    if (task === undefined) return null
    const chance = chanceFrom(seed, place.seed, prompt, place.index)
    const [, answer] = kinds.find(([words]) => words.test(prompt))!
    return answer(task, prompt, rates, chance)
  }
}

/** A judge sees Program A, then Program B; it knows a solution when it sees one, and cannot tell where both or neither are. */
function judgeAnswer(task: Task, prompt: string, { judgeAccuracy }: SimulatedRates, chance: () => number): string {
  const sides = prompt.split(/^Program B:$/m)
  const [a, b] = sides.map(side => task.solutions.some(solution => side.includes(solution.trimEnd())))
  if (a === b) return '**Answer:** tie\n'
  return `**Answer:** ${a === chance() < judgeAccuracy ? 'A' : 'B'}\n`
}

function specificationAnswer(task: Task, _prompt: string, { pU }: SimulatedRates, chance: () => number): string {
  return `\`\`\`python\n${specification(task, chance() < pU)}\`\`\`\n`
}

function testAnswers(task: Task, prompt: string, { pU }: SimulatedRates, chance: () => number): string {
  const [, count] = asksForSeveral.find(([words]) => words.test(prompt)) ?? [null, 1]
  return Array.from({ length: count }, () => testAnswer(task, pU, chance)).join('\n')
}

function testAnswer(task: Task, pU: number, chance: () => number): string {
  const isCorrect = chance() < pU
  const index = Math.floor(chance() * task.test_input.length)
  const mark = Array.from({ length: 24 }, () => chance() < 0.5 ? ' ' : '\t').join('')
  const output = task.test_output[index]!
  return `**Test Input:**\n\`\`\`\n${task.test_input[index]!.trimEnd()}\n${mark}\n\`\`\`\n\n**Test Output:**\n\`\`\`\n${isCorrect ? output.trimEnd() : wrongOutput(output)}\n\`\`\`\n`
}

function programAnswer(task: Task, _prompt: string, { codeAccuracy, cells }: SimulatedRates, chance: () => number): string {
  const isRight = chance() < codeAccuracy
  const code = isRight ? pick(task.solutions, chance) : cells === null ? pick(task.wrong_solutions, chance) : wrongProgram(task, cells, chance())
  return `\`\`\`python\n${code.trimEnd()}\n\`\`\`\n`
}

function checkAll(tasks: readonly Task[], { codeAccuracy, pU, judgeAccuracy, cells }: SimulatedRates): void {
  checkRates({ codeAccuracy, pU, judgeAccuracy, ...cells })
  if (cells !== null && cells.p01 + cells.p00 > 1) {
    throw new CureError(`p_01 ${cells.p01} and p_00 ${cells.p00} add up to more than 1; a program has one output for an input, so that it cannot pass both kinds of test that often.`)
  }
  for (const task of tasks) {
    const lacks = task.exe_method !== 'stdin' ? 'is not solved by standard input and output'
      : task.solutions.length === 0 ? 'has no solutions'
        : task.test_input.length === 0 ? 'has no tests'
          : cells === null && task.wrong_solutions.length === 0 ? 'has no wrong_solutions (give --p-01 and --p-00 to have them made)' : null
    if (lacks !== null) throw new CureError(`Task ${task.task_id} ${lacks}; the simulation answers only for tasks whose solutions and tests it knows.`)
  }
}
