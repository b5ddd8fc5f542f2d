/**
 * Operations that no problem of training, validation or heldout holds: the far split is made of the problems that do.
 * Each is a relative of what a trained model has met: the mirror of an operation, a known one with another parameter,
 * two halves of known ones put together, or one that it has met in another family only.
 */
export const farOperations: ReadonlySet<string> = new Set([
  'lists: drop-smallest', 'lists: running-minimum', 'lists: multiply-more',
  'numbers: subtract-if-even', 'numbers: multiply-more',
  'words: every-second', 'words: drop-length',
  'lines: rotate-left', 'lines: multiply',
  'pairs: prepend-second', 'pairs: subtract-pairwise',
])
