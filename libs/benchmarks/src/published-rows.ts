/** A published result, in percent. */
export interface PublishedRow {
  readonly model: string
  readonly dataset: string
  /** Pooled over tasks, unreadable tests left out. */
  readonly unitTestAccuracy: number
  readonly codeAccuracy: number
  /** 16 programs, 16 tests. */
  readonly bestOfN: number
  readonly source: string
}

const datasets = ['LiveBench', 'MBPP', 'LiveCodeBench', 'CodeContests', 'CodeForces']

/** Unit tests, code, Best-of-N for each dataset. */
const results: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  'Qwen2.5-7B-Instruct': [[26.5, 31.1, 35.9], [35.8, 66.3, 79.4], [28.6, 26.9, 32.6], [26.7, 21.2, 25.8], [18.9, 5.4, 8.9]],
  'ReasonFlux-Coder-7B': [[54.8, 37.1, 51.6], [79.4, 70.2, 84.6], [57.7, 31.2, 42.7], [62.6, 25.9, 34.1], [45.6, 8.2, 16.1]],
  'Qwen2.5-14B-Instruct': [[27.8, 36.4, 51.7], [72.8, 76.3, 83.2], [35.7, 33.5, 45.1], [43.8, 25.6, 33.4], [20.7, 7.3, 12.5]],
  'ReasonFlux-Coder-14B': [[73.3, 47.5, 60.2], [91.6, 78.5, 88.2], [81.4, 40.5, 50.5], [86.0, 32.1, 44.4], [82.3, 12.1, 25.9]],
  'Qwen3-4B (long)': [[36.8, 72.5, 78.1], [76.5, 88.4, 90.1], [50.9, 74.5, 80.0], [43.6, 53.0, 58.3], [54.1, 28.8, 38.5]],
  'ReasonFlux-Coder-4B': [[84.6, 74.6, 82.0], [83.3, 89.5, 91.1], [86.8, 74.9, 80.6], [72.2, 54.6, 59.9], [65.8, 30.9, 40.2]],
}

/**
 * The results of the CURE paper (arXiv 2506.03136, section 4), at temperature 0.8, top-p 0.95, top-k 40: settings are part of a
 * result, and ours compare with them only under the same.
 */
export const publishedRows: readonly PublishedRow[] = Object.entries(results).flatMap(([model, rows]) =>
  rows.map(([unitTestAccuracy, codeAccuracy, bestOfN], column) => ({
    model,
    dataset: datasets[column]!,
    unitTestAccuracy,
    codeAccuracy,
    bestOfN,
    source: 'https://arxiv.org/abs/2506.03136',
  })))
