/** Of a program that did not run to its end. */
const farthest = Number.MAX_SAFE_INTEGER

/**
 * How far an output is from the expected one (AlphaCodium): the sum of |difference| where both are numbers, as many of them, else the number of
 * lines that differ. Whitespace at the ends of lines does not count.
 *
 * @param printed null: the program did not run to its end
 */
export function outputDistance(printed: string | null, expected: string): number {
  if (printed === null) return farthest
  const [mine, theirs] = [printed, expected].map(numbersOf)
  if (mine !== null && theirs !== null && mine!.length === theirs!.length) return theirs!.reduce((sum, value, index) => sum + Math.abs(value - mine![index]!), 0)
  const [lines, others] = [printed, expected].map(text => text.trimEnd().split('\n').map(line => line.trimEnd()))
  return Array.from({ length: Math.max(lines!.length, others!.length) }, (_, index) => lines![index] === others![index] ? 0 : 1).reduce<number>((sum, each) => sum + each, 0)
}

function numbersOf(text: string): number[] | null {
  const numbers = text.split(/\s+/).filter(word => word !== '').map(Number)
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : null
}
