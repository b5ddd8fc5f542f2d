import type { Response, Table } from '@cure-ts/records'

type Cell = 0 | 1 | null

export interface TableParts {
  /** `generated[program][test]` */
  readonly generated?: readonly (readonly Cell[])[]
  /** `groundTruth[program][test]` */
  readonly groundTruth?: readonly (readonly Cell[])[]
  readonly correctPrograms?: readonly (boolean | null)[]
  /** One a generated test. */
  readonly correctTests?: readonly (boolean | null)[]
  readonly readableTests?: readonly boolean[]
  readonly testRepeats?: readonly number[]
  /** Rows and columns without a response. */
  readonly noResponse?: readonly string[]
  readonly programTokens?: readonly number[]
  readonly testTokens?: readonly number[]
}

const response: Response = { text: '', promptTokenIds: [], tokenIds: [], logprobs: [], finishReason: 'stop', policyVersion: 0 }

/** A table of programs p0, p1, ... and tests t0, t1, ..., judged by its cells where the parts do not say otherwise. */
export function tableOf(parts: TableParts): Table {
  const programs = Math.max(parts.generated?.length ?? 0, parts.groundTruth?.length ?? 0)
  const rows = Array.from({ length: programs }, (_, row) => ({
    tests: parts.generated?.[row] ?? [],
    truth: parts.groundTruth?.[row] ?? [],
  }))
  const generated = rows[0]?.tests.length ?? 0
  const truths = rows[0]?.truth.length ?? 0
  const programIds = rows.map((_, row) => `p${row}`)
  const testIds = Array.from({ length: generated + truths }, (_, column) => `t${column}`)
  const passed = rows.map(({ tests, truth }) => [...tests, ...truth])
  const correct = parts.correctPrograms ?? rows.map(({ truth }) => truth.length === 0 ? null : truth.every(cell => cell === 1))
  const judges = passed.filter((_, row) => correct[row] === true)
  const correctTests = testIds.map((_, column) => judges.length === 0 ? null : judges.every(row => row[column] === 1))
  const sampled = [...programIds, ...testIds.slice(0, generated)].filter(id => parts.noResponse?.includes(id) !== true)
  const zeros = (ids: readonly string[]) => ids.map(() => 0)
  return {
    taskId: 'task',
    programIds,
    testIds,
    origins: testIds.map((_, column) => column < generated ? 'generated' : 'ground-truth'),
    passed,
    correctPrograms: correct,
    correctTests: [...parts.correctTests ?? correctTests.slice(0, generated), ...correctTests.slice(generated)],
    programTokens: parts.programTokens ?? zeros(programIds),
    testTokens: [...parts.testTokens ?? zeros(testIds.slice(0, generated)), ...zeros(testIds.slice(generated))],
    readablePrograms: programIds.map(() => true),
    ...(parts.testRepeats && { testRepeats: testIds.map((_, column) => parts.testRepeats![column] ?? 1) }),
    readableTests: testIds.map((_, column) => parts.readableTests?.[column] ?? true),
    counts: {} as Table['counts'], // No reward is made of them.
    responses: Object.fromEntries(sampled.map(id => [id, response])),
  }
}
