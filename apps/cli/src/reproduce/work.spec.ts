import { describe, expect, test } from '@jest/globals'
import { claims } from './claims/index.ts'
import { measured } from './measurement.ts'
import { coEvolution, labelFree } from './training.ts'
import { worksOf, type Work, workName } from './work.ts'

const named = (works: readonly Work[]) => works.map(work => `${workName(work)} ${work.seed}`)
const all = claims.flatMap(({ measurements }) => Object.values(measurements))

describe('what evaluations take', () => {
  test('is trained before it is evaluated, a frozen tester before whom it judges, and each once', () => {
    expect(named(worksOf([measured(labelFree), measured(coEvolution)], [4]))).toEqual([
      'co-evolution 4', 'label-free 4', 'label-free-held-out-training 4', 'co-evolution-held-out-training 4',
    ])
  })

  test('has the base\'s temperatures before an evaluation at the best one', () => {
    const names = named(worksOf([measured(null, { settings: 'best-temperature' })], [1, 2]))
    expect(names).toHaveLength(6)
    expect(names.slice(-2)).toEqual(['base-held-out-best-temperature 1', 'base-held-out-best-temperature 2'])
    expect(names[0]).toMatch(/^base-validation-temperature-.* 1$/)
  })

  test('is sampled once before a pipeline solves it', () => {
    expect(named(worksOf([measured(null, { tester: coEvolution, pipeline: 'iterative-tests' })], [1]))).toEqual([
      'co-evolution 1', 'base-tested-by-co-evolution-held-out-training 1', 'base-tested-by-co-evolution-held-out-training-iterative-tests 1',
    ])
  })

  test('is made once with every seed', () => {
    expect(named(worksOf([measured(null)], [1, 2]))).toEqual(['base-held-out-training 1', 'base-held-out-training 2'])
  })

  test('has one name for one thing over all claims: pieces of a name are shared', () => {
    const works = worksOf(all, [1])
    const trainings = new Map(works.flatMap(work => 'training' in work ? [[work.training.name, work.training]] : []))
    expect(works.filter(work => 'training' in work)).toHaveLength(trainings.size)
    for (const { coder, tester } of all) {
      for (const training of [coder, tester]) if (training != null) expect(trainings.get(training.name)).toBe(training)
    }
    expect(trainings.size).toBe(9)
  })
})
