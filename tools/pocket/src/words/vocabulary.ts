import { readRecipe } from '../recipe.ts'

/** The words of the world: few, each a token of its own, each with another first letter, in alphabetical order. */
export const vocabulary = readRecipe().words

/** For an operation whose parameter is a word: every index of the vocabulary. */
export const anyWord = vocabulary.map((_, i) => i)

export const wordOf = (k: number): string => vocabulary[k % vocabulary.length] as string
