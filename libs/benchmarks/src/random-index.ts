const { imul } = Math

/**
 * Uniform whole numbers from a seed: a Weyl sequence through the finalizer of MurmurHash3 (SplitMix, doi:10.1145/2660193.2660195,
 * in 32 bits). The same seed gives the same numbers on every machine.
 *
 * @returns a function that draws from 0 to `bound - 1`
 */
export function randomIndex(seed: number): (bound: number) => number {
  let state = seed | 0
  return bound => {
    state = (state + 0x9e3779b9) | 0
    let bits = state
    bits = imul(bits ^ (bits >>> 16), 0x85ebca6b)
    bits = imul(bits ^ (bits >>> 13), 0xc2b2ae35)
    bits ^= bits >>> 16
    return ((bits >>> 0) * bound / 2 ** 32) >>> 0
  }
}
