import type { Executed, Verdict } from '@cure-ts/records'
import { selectTask } from '@cure-ts/selection'
import { tabulate } from '@cure-ts/matrix'
import { lastValueFrom, of } from 'rxjs'

/** Samples that say the same are one line of a trial. */
export interface Alike<T> {
  readonly samples: number
  readonly said: T
}

/** What a model made of a problem: its different programs and tests, the likeliest first, and the program that its tests choose. */
export interface Trial {
  readonly model: string
  readonly programs: readonly Alike<string>[]
  readonly tests: readonly Alike<{ readonly input: string, readonly output: string }>[]
  readonly unreadable: { readonly programs: number, readonly tests: number }
  /** `verdicts[program][test]` of the different ones. */
  readonly verdicts: readonly (readonly Verdict[])[]
  /** Of each different program: how many of all sampled tests it passes. */
  readonly passed: readonly number[]
  /** Index of the different program that passes most of the sampled tests; null where no program or no test could be read. */
  readonly chosen: number | null
}

export async function trialOf(model: string, executed: Executed): Promise<Trial> {
  const table = await lastValueFrom(of(executed).pipe(tabulate()))
  const { scores, chosen } = selectTask(table, { rule: 'best-of-n', seed: 0 })
  const programs = different(executed.programs.map(({ code }) => code))
  const tests = different(executed.tests.map(({ input, output }) => input === null || output === null ? null : JSON.stringify([input, output])))
  const anyTest = tests.length > 0
  const place = executed.programs.findIndex(({ programId }) => programId === chosen)
  const chosenProgram = programs.findIndex(({ text }) => text === executed.programs[place]?.code)
  return {
    model,
    programs: programs.map(({ text, indices }) => ({ samples: indices.length, said: text })),
    tests: tests.map(({ text, indices }) => {
      const [input, output] = JSON.parse(text) as [string, string]
      return { samples: indices.length, said: { input, output } }
    }),
    unreadable: { programs: executed.programs.filter(({ code }) => code === null).length, tests: executed.tests.filter(({ input }) => input === null).length },
    verdicts: programs.map(program => tests.map(test => executed.verdicts[program.indices[0]!]![test.indices[0]!]!)),
    passed: programs.map(({ indices }) => scores[indices[0]!]!),
    chosen: anyTest && chosenProgram >= 0 ? chosenProgram : null,
  }
}

/** The different texts with the places where they stand, the most frequent first. */
function different(texts: readonly (string | null)[]): { text: string, indices: number[] }[] {
  const found = new Map<string, number[]>()
  for (const [index, text] of texts.entries()) if (text !== null) found.set(text, [...found.get(text) ?? [], index])
  return [...found].map(([text, indices]) => ({ text, indices })).sort((a, b) => b.indices.length - a.indices.length)
}
