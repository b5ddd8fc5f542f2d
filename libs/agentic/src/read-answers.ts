import { readTest } from '@cure-ts/sampling'
import type { UnitTest } from './agent.ts'

/** An answer's parts that begin with `**Test Input:**`. */
const testSections = (text: string) => text.split(/(?=\*\*[ \t]*test input)/i)

/** Every input of an answer that lists inputs under `**Test Input:**`, in order and without repeats. Never throws. */
export function readInputs(text: string): string[] {
  const inputs = testSections(text).flatMap(section => readTest(`${section}\n**Test Output:**\n\`\`\`\n-\n\`\`\``)?.input ?? [])
  return [...new Set(inputs)]
}

/** The first tests of an answer that lists them; null where there is none. Never throws. */
export function readTests(text: string, most: number): UnitTest[] | null {
  const tests = testSections(text).flatMap(section => readTest(section) ?? []).slice(0, most)
  return tests.length === 0 ? null : tests.map(({ input, output }) => ({ input, output }))
}

/** What stands under each `**Plan:**`, the first ones; null where there is none. */
export function readPlans(text: string, most: number): string[] | null {
  const plans = text.split(/\*\*[ \t]*plan[ \t]*\d*[ \t]*(?::[ \t]*\*\*|\*\*[ \t]*:?)/i).slice(1).map(plan => plan.trim()).filter(plan => plan !== '')
  return plans.length === 0 ? null : plans.slice(0, most)
}

/** The index, from 0, that the last `**Answer:**` names by a number from 1; null where it names none of `count`. */
export function readChoice(text: string, count: number): number | null {
  const said = Number([...text.matchAll(/\*\*[ \t]*answer[ \t]*(?::[ \t]*\*\*|\*\*[ \t]*:)[ \t*]*(?:plan[ \t]*)?(\d+)/gi)].at(-1)?.[1])
  return said >= 1 && said <= count ? said - 1 : null
}

export type Preference = 'A' | 'B' | 'tie'

/** The last `**Answer:**` of a judge; null where it says none. */
export function readPreference(text: string): Preference | null {
  const said = [...text.matchAll(/\*\*[ \t]*answer[ \t]*(?::[ \t]*\*\*|\*\*[ \t]*:)[ \t*]*(a|b|tie)\b/gi)].at(-1)?.[1]?.toUpperCase()
  return said === 'A' || said === 'B' ? said : said === 'TIE' ? 'tie' : null
}
