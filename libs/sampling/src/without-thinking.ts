const open = '<think>'
const close = '</think>'

/**
 * The answer of a reasoning model without what it thought first. A chat template may have opened the thinking in the prompt, so that
 * only its end is seen; thinking that was cut off leaves no answer.
 */
export function withoutThinking(text: string): string {
  const end = text.indexOf(close)
  if (end !== -1) return text.slice(end + close.length)
  return text.trimStart().startsWith(open) ? '' : text
}

/** An answer whose thinking the server gave apart, as one text. */
export function withThinking(thinking: string, answer: string): string {
  return thinking === '' ? answer : `${open}\n${thinking}\n${close}\n\n${answer}`
}
