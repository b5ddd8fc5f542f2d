import type { Rewarded, Role } from '@cure-ts/records'

/** Leaves the advantages of one role; the other role's samples give no gradient and are counted as `not-trained`. Rewards stay. */
export function onlyRole(rewarded: Rewarded, role: Role): Rewarded {
  const isCoder = role === 'coder'
  const other = isCoder ? 'tester' : 'coder'
  const lost = isCoder ? rewarded.testAdvantages : rewarded.programAdvantages
  const count = lost.filter(advantage => advantage !== null).length
  return {
    ...rewarded,
    [isCoder ? 'testAdvantages' : 'programAdvantages']: lost.map(() => null),
    dropped: [...rewarded.dropped, ...count === 0 ? [] : [{ role: other, reason: 'not-trained', count } as const]],
  }
}
