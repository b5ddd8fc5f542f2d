import { hash } from './random.ts'

export const splits = ['train', 'validation', 'heldout'] as const
export type Split = (typeof splits)[number]

/**
 * Which split a composition belongs to: 8 of 100 are held out, 3 are for validation.
 * Parameters and wording are left out, so a held-out task differs from every training task in more than a number.
 */
export function splitOf(composition: string): Split {
  const bucket = hash(`split of ${composition}`) % 100
  return bucket < 8 ? 'heldout' : bucket < 11 ? 'validation' : 'train'
}
