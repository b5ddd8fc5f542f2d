import { map, type OperatorFunction } from 'rxjs'
import type { Dropped, Rewarded, Role, Table } from '@cure-ts/records'

/**
 * A `rewards` stage that makes the loop rejection-sampling fine-tuning: what is correct is imitated (advantage 1), the rest gives no
 * gradient. It samples from the policy of the moment, as expert iteration does.
 */
export function reward(): OperatorFunction<Table, Rewarded> {
  return map(table => {
    const isSample = (id: string) => table.responses[id] !== undefined
    const keep = (ids: readonly string[], correct: readonly (boolean | null)[]) => ids.map((id, index) => correct[index] === true && isSample(id) ? 1 : null)
    const correctTests = table.correctTests.map((correct, column) => table.origins[column] === 'generated' ? correct : null)
    const programAdvantages = keep(table.programIds, table.correctPrograms)
    const testAdvantages = keep(table.testIds, correctTests)
    return {
      ...table,
      programRewards: table.correctPrograms.map(asReward),
      testRewards: correctTests.map(asReward),
      programAdvantages,
      testAdvantages,
      dropped: [
        ...rejected('coder', table.programIds.filter(isSample).length, programAdvantages),
        ...rejected('tester', table.testIds.filter(isSample).length, testAdvantages),
      ],
    }
  })
}

const asReward = (correct: boolean | null) => correct === null ? null : Number(correct)

function rejected(role: Role, samples: number, advantages: readonly (number | null)[]): Dropped[] {
  const count = samples - advantages.filter(advantage => advantage !== null).length
  return count === 0 ? [] : [{ role, reason: 'rejected', count }]
}
