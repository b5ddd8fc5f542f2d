const open = '<think>'
const close = '</think>'

/**
 * The answer of a reasoning model without what it thought first. Where a chat template opened the thinking in the prompt, only its end
 * is seen; thinking that was cut off leaves no answer (see `withOpening`).
 */
export function withoutThinking(text: string): string {
  const end = text.indexOf(close)
  if (end !== -1) return text.slice(end + close.length)
  return text.trimStart().startsWith(open) ? '' : text
}

/** An answer with the mark that its prompt wrote for it: a chat template may have opened the thinking, and then an answer that was cut off has no mark at all. */
export function withOpening(prompt: string, text: string): string {
  return prompt.trimEnd().endsWith(open) ? `${open}\n${text}` : text
}

/** An answer whose thinking the server gave apart, as one text. */
export function withThinking(thinking: string, answer: string): string {
  return thinking === '' ? answer : `${open}\n${thinking}\n${close}\n\n${answer}`
}
