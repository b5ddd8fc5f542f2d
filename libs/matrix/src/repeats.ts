/** How many texts are identical to an earlier one. */
export function countRepeats(texts: readonly string[]): number {
  return texts.length - new Set(texts).size
}

/** A text as the comparison of outputs sees it: runs of whitespace are one space, none at the ends. */
export function collapseWhitespace(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}
