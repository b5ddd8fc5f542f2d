import type { Executed } from '@cure-ts/records'

/** How many texts are identical to an earlier one. */
export function countRepeats(texts: readonly string[]): number {
  return texts.length - new Set(texts).size
}

/** Of each test, how many generated tests have its input, itself included, after collapsing whitespace; 1 where there is none to compare. */
export function testRepeats(tests: Executed['tests']): number[] {
  const inputs = tests.map(({ origin, input, output }) => origin === 'generated' && input !== null && output !== null ? collapseWhitespace(input) : null)
  return inputs.map(input => input === null ? 1 : inputs.filter(other => other === input).length)
}

/** A text as the comparison of outputs sees it: runs of whitespace are one space, none at the ends. */
export function collapseWhitespace(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}
