import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { dataset, families } from './dataset.ts'
import { Random } from './random.ts'
import { readRecipe } from './recipe.ts'

/** Reads [[program, input], ...] and prints what each prints; one Python process for all of them. */
const runner = `
import contextlib, io, json, sys
printed = []
for program, text in json.load(sys.stdin):
    sys.stdin, out = io.StringIO(text), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(EOFError):
        exec(program, {})
    printed.append(out.getvalue().strip())
print(json.dumps(printed))
`
const python = (jobs: [program: string, input: string][]): string[] =>
  JSON.parse(execFileSync('python3', ['-I', '-c', runner], { input: JSON.stringify(jobs), encoding: 'utf8' })) as string[]

const careless = { ...readRecipe().phases[0]!.corpus.habits, programMistake: 0.5, programHurry: 0.5, hurriedProgramMistake: 0.3 }

describe('what TypeScript says a program prints, Python prints', () => {
  test.each(families)('in family $name, for right and wrong programs, on all kinds of input', family => {
    const random = new Random('python')
    const problems = Array.from({ length: 300 }, () => family.draw(random, [1, 2, 5, 4]))
    const cases = problems.flatMap(problem => {
      const attempts = [problem.right, random.pick(problem.wrong), problem.attempt(random, careless)]
      const inputs = problem.inputs(random).slice(0, 20)
      return attempts.flatMap(attempt => inputs.map(input => ({ program: attempt.program, input, expected: attempt.run(input) })))
    })
    const printed = python(cases.map(({ program, input }) => [program, input]))
    const wrong = cases.map((one, i) => ({ ...one, printed: printed[i] })).filter(one => one.printed !== one.expected)
    expect(wrong.slice(0, 3)).toEqual([])

    const tried = new Set(problems.flatMap(({ tags }) => tags))
    expect([...family.operations, ...family.outputs].map(({ name }) => name).filter(name => !tried.has(name))).toEqual([])
  })

  test.each(families)('in family $name, for every mistake in every operation and output', family => {
    const random = new Random('slips')
    const slips = new Map<string, [program: string, input: string, expected: string][]>()
    for (let drawn = 0; drawn < 1000; drawn++) {
      const problem = family.draw(random, [0, 1])
      if (slips.has(problem.right.program)) continue
      const inputs = problem.inputs(random).slice(0, 10)
      slips.set(problem.right.program, problem.wrong.flatMap(wrong => inputs.map((input): [string, string, string] => [wrong.program, input, wrong.run(input)])))
    }
    const cases = [...slips.values()].flat()
    const printed = python(cases.map(([program, input]) => [program, input]))
    expect(cases.filter(([, , expected], i) => printed[i] !== expected).slice(0, 3)).toEqual([])
  })
})

test('solutions pass all their tests and their example, wrong solutions fail at least one test', () => {
  const tasks = dataset(3, 'validation', 100)
  const jobs = tasks.flatMap(task => [...task.solutions, ...task.wrong_solutions].flatMap(program =>
    [...task.test_input, ...task.example_input].map((input): [string, string] => [program, input])))
  const printed = python(jobs)
  for (const task of tasks) {
    const expected = [...task.test_output, ...task.example_output]
    expect(printed.splice(0, expected.length)).toEqual(expected)
    for (const _ of task.wrong_solutions)
      expect(printed.splice(0, expected.length).slice(0, task.test_output.length)).not.toEqual(task.test_output)
  }
})
