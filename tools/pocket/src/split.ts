import { farOperations } from './far.ts'
import { hash } from './random.ts'

export const splits = ['train', 'validation', 'heldout', 'far'] as const
export type Split = (typeof splits)[number]

/**
 * Which split a composition ("family: operation > ... > output") belongs to. One with a far operation is far; of the others 8 of 100
 * are held out and 3 are for validation.
 * Parameters and wording are left out, so a held-out task differs from every training task in more than a number.
 */
export function splitOf(composition: string): Split {
  const [family, parts] = composition.split(': ') as [string, string]
  if (parts.split(' > ').some(part => farOperations.has(`${family}: ${part}`))) return 'far'
  const bucket = hash(`split of ${composition}`) % 100
  return bucket < 8 ? 'heldout' : bucket < 11 ? 'validation' : 'train'
}
