import { readFileSync } from 'node:fs'
import type { CorpusPlan } from './corpus.ts'
import type { Split } from './split.ts'

/** The part of `recipe.json` that the world is made by; the rest of the file is the base model's. */
export interface Recipe {
  readonly seed: number
  readonly tasks: Record<Split, number>
  /** The words of the world, in alphabetical order: the tokenizer keeps each whole. */
  readonly words: readonly string[]
  readonly tokenizer: { readonly corpus: CorpusPlan }
  readonly phases: readonly { readonly name: string; readonly corpus: CorpusPlan }[]
}

export const readRecipe = (): Recipe =>
  JSON.parse(readFileSync(new URL('../recipe.json', import.meta.url), 'utf8')) as Recipe
