import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { rewardTask } from './reward-task.ts'
import { rewardsConfig, type RewardsConfig } from './rewards-config.ts'
import { tableOf } from './table-of.spec.fixture.ts'

interface Golden {
  readonly parameters: { readonly min_len: number, readonly max_len: number }
  readonly cases: readonly Case[]
  /** By variant and case; null: the group gives no sample. */
  readonly expected: Readonly<Record<string, Readonly<Record<string, Expected>>>>
}

type Expected = Readonly<Record<'code' | 'case', readonly number[] | null>>

interface Case {
  readonly id: number
  /** Leading ground-truth columns of `table`, whose rows are programs. */
  readonly t: number
  readonly table: readonly string[]
  readonly code_len: readonly number[]
  readonly case_len: readonly number[]
}

function configOf(variant: string, { min_len, max_len }: Golden['parameters']): RewardsConfig {
  return rewardsConfig.parse({
    testerReward: variant.endsWith('post') ? 'any-all' : 'share',
    normalization: variant.startsWith('efficient')
      ? { kind: 'length-aware', minLength: min_len, maxLength: max_len }
      : { kind: 'z-score' },
    strictReference: true,
  })
}

function rewardedOf({ t, table, code_len, case_len }: Case, config: RewardsConfig) {
  const cells = table.map(row => Array.from(row, cell => cell === '1' ? 1 : 0))
  const { programAdvantages, testAdvantages } = rewardTask(tableOf({
    groundTruth: cells.map(row => row.slice(0, t)),
    generated: cells.map(row => row.slice(t)),
    programTokens: code_len,
    testTokens: case_len,
  }), config)
  return { code: programAdvantages, case: testAdvantages.slice(0, case_len.length) }
}

function checkAll(golden: Golden, variant: string) {
  const config = configOf(variant, golden.parameters)
  for (const each of golden.cases) {
    const rewarded = rewardedOf(each, config)
    for (const role of ['code', 'case'] as const) {
      const expected = golden.expected[variant]![each.id]![role] ?? rewarded[role].map(() => null)
      const worst = Math.max(...rewarded[role].map((advantage, index) => distance(advantage, expected[index]!)))
      expect({ case: each.id, role, within: worst < 1e-6 }).toEqual({ case: each.id, role, within: true })
    }
  }
}

function distance(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : Infinity
  return Math.abs(a - b)
}

const variants = ['standard', 'post', 'efficient', 'efficient_post']
const read = (path: URL) => JSON.parse(readFileSync(path, 'utf8')) as Golden

describe('advantages of the reference, a small part', () => {
  const golden = read(new URL('../fixtures/rewards.json', import.meta.url))
  test.each(variants)('%s', variant => checkAll(golden, variant))
})

const shared = new URL('../../../../shared/golden/rewards.json', import.meta.url)
const hasShared = existsSync(shared)

const title = hasShared ? 'advantages of the reference, all' : 'SKIPPED: there is no ../shared/golden/rewards.json beside the repository'

describe(title, () => {
  (hasShared ? test : test.skip).each(variants)('%s', variant => checkAll(read(shared), variant))
})
