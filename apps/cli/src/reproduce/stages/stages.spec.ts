import { describe, expect, test } from '@jest/globals'
import { firstValueFrom, of, type OperatorFunction } from 'rxjs'
import type { Rewarded, Table } from '@cure-ts/records'
import { type RewardsConfig, rewardsConfig, rewardTask } from '@cure-ts/rewards'
import { tabulateTask } from '@cure-ts/matrix'
import { reward as coderOnly } from './coder-only.ts'
import { reward as plainTesterReward } from './plain-tester-reward.ts'
import { reward as rejectionSampling } from './rejection-sampling.ts'
import { reward as shuffledRewards } from './shuffled-rewards.ts'
import { reward as testerOnly } from './tester-only.ts'

const response = { text: '', promptTokenIds: [], tokenIds: [1], logprobs: [0], finishReason: 'stop', policyVersion: 3 }

/** Programs down, tests across: generated ones left of the bar, ground truth right of it. */
function tableOf(rows: readonly string[], taskId = 'task'): Table {
  const [generated = '', truth = ''] = rows[0]!.split('|')
  return tabulateTask({
    taskId, question: '', examples: [], exeMethod: 'stdin', timeLimitMs: 1, memoryLimitBytes: 1, comparison: 'tokens',
    programs: rows.map((_, index) => ({ programId: `p${index}`, code: String(index), response })),
    tests: [
      ...Array.from(generated, (_, index) => ({ testId: `t${index}`, origin: 'generated' as const, input: String(index), output: '', response })),
      ...Array.from(truth, (_, index) => ({ testId: `g${index}`, origin: 'ground-truth' as const, input: String(index), output: '' })),
    ],
    verdicts: rows.map(row => Array.from(row.replace('|', ''), cell => cell === '+' ? 'passed' as const : 'wrong-output' as const)),
    cpuMs: rows.map(row => Array.from(row.replace('|', ''), () => 1)),
    execution: { isolation: 'none', mode: 'reuse', timing: 'exact', retried: 0, deduplicated: 0, sandboxDeaths: 0 },
  })
}

const config = rewardsConfig.parse({})
const by = (stage: (config: RewardsConfig) => OperatorFunction<Table, Rewarded>, table: Table) => firstValueFrom(of(table).pipe(stage(config)))

/** p0 is right; t0 is right and finds both wrong programs, t1 is right and finds none, t2 is wrong and passes p2. */
const table = tableOf(['++-|+', '-+-|-', '-++|-'])
const rewarded = rewardTask(table, config)

describe('the reward stages of the claims', () => {
  test('one role learns, the other one not', async () => {
    expect(await by(coderOnly, table)).toMatchObject({ programAdvantages: rewarded.programAdvantages, testAdvantages: [null, null, null, null] })
    expect(await by(testerOnly, table)).toMatchObject({ programAdvantages: [null, null, null], testAdvantages: rewarded.testAdvantages })
  })

  test('the plain reward does not see which wrong programs a test finds; the coder\'s stays', async () => {
    expect(rewarded.testRewards).toEqual([1, 0, -0.5, null])
    const plain = await by(plainTesterReward, table)
    expect(plain.testRewards).toEqual([1, 1, -1, null])
    expect(plain.testAdvantages[0]).toBe(plain.testAdvantages[1])
    expect(plain.programAdvantages).toEqual(rewarded.programAdvantages)
  })

  test('rejection sampling imitates what is right and counts the rest', async () => {
    expect(await by(rejectionSampling, table)).toMatchObject({
      programAdvantages: [1, null, null], testAdvantages: [1, 1, null, null], programRewards: [1, 0, 0], testRewards: [1, 1, 0, null],
      dropped: [{ role: 'coder', reason: 'rejected', count: 2 }, { role: 'tester', reason: 'rejected', count: 1 }],
    })
  })

  test('rejection sampling imitates nothing where nobody is right', async () => {
    expect(await by(rejectionSampling, tableOf(['+|-', '-|-']))).toMatchObject({ programAdvantages: [null, null], testAdvantages: [null, null] })
  })

  test('shuffled rewards are the same ones, at random places, the same for the same samples', async () => {
    const many = (taskId: string) => tableOf(Array.from({ length: 8 }, (_, row) => `+-|${row < 4 ? '+' : '-'}`), taskId)
    const shuffles = await Promise.all(['a', 'b', 'c', 'a'].map(id => by(shuffledRewards, many(id))))
    const places = shuffles.map(({ programRewards }) => programRewards.join(''))
    expect(places[3]).toBe(places[0])
    expect(new Set(places).size).toBe(3)
    for (const { programRewards, programAdvantages } of shuffles) {
      expect(programRewards.reduce((sum: number, each) => sum + each!, 0)).toBe(4)
      expect(programAdvantages.map(each => Math.sign(each!))).toEqual(programRewards.map(each => each === 1 ? 1 : -1))
    }
  })
})
