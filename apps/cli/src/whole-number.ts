import { InvalidArgumentError } from 'commander'

/** Reads the value of a flag that counts something, from 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1.')
  return Number(text)
}
