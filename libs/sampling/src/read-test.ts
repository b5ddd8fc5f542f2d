import { withoutThinking } from './without-thinking.ts'

/** A unit test as a response gives it. */
export interface ReadTest {
  readonly input: string
  readonly output: string
  readonly explanation?: string
}

const heading = /\*\*[ \t]*(test input|test output|explanation)[ \t]*(?:\*\*[ \t]*:|:[ \t]*\*\*|\*\*)/gi

/** Words after an opening fence that name a language and are no content. */
const languageTag = /^[ \t]*(?:text|txt|plaintext|plain|input|output|stdin|stdout|python|python3|py|json|bash|sh|shell|console|markdown|none)?[ \t]*(?:\n|$)/i

/**
 * The test of a response: the fenced contents under the last `**Test Input:**` and the last `**Test Output:**`, and what stands
 * under the last `**Explanation:**`, in whatever order they come.
 *
 * Content may begin on the fence's own line. A last fence that is not closed reaches to the next heading or to the end.
 * What the model thought before its answer does not count. Never throws.
 *
 * @returns null where there is no readable input or no readable output
 */
export function readTest(text: string): ReadTest | null {
  const sections = lastSections(withoutThinking(text).replaceAll('\r\n', '\n'))
  const input = fencedContent(sections.get('test input'))
  const output = fencedContent(sections.get('test output'))
  if (input === null || output === null) return null
  const explanation = sections.get('explanation')?.trim() ?? ''
  return { input, output, ...(explanation === '' ? {} : { explanation }) }
}

/** By heading in lower case, the text from its last occurrence to the next heading of any kind. */
function lastSections(text: string): Map<string, string> {
  const headings = [...text.matchAll(heading)]
  return new Map(headings.map((match, index) =>
    [match[1]!.toLowerCase(), text.slice(match.index + match[0].length, headings[index + 1]?.index)]))
}

/** The first fenced block of a section, without the line feeds next to its fences. */
function fencedContent(section: string | undefined): string | null {
  const start = section?.indexOf('```') ?? -1
  if (section === undefined || start === -1) return null
  const inside = section.slice(start + 3)
  const end = inside.indexOf('```')
  const block = end === -1 ? inside.trimEnd() : inside.slice(0, end)
  const content = block.replace(languageTag, '').replace(/\n[ \t]*$/, '')
  return end === -1 && content === '' ? null : content
}
