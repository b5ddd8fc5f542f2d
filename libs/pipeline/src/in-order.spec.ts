import { expect, test } from '@jest/globals'
import { firstValueFrom, from, of, throwError, concat, toArray } from 'rxjs'
import { inOrder } from './in-order.ts'

const ordered = (items: readonly number[], first: number) => firstValueFrom(from(items).pipe(inOrder(item => item, first), toArray()))

test('items leave by their number, from the first on', async () => {
  expect(await ordered([3, 5, 4, 7, 6], 3)).toEqual([3, 4, 5, 6, 7])
  expect(await ordered([2, 1], 1)).toEqual([1, 2])
  expect(await ordered([], 1)).toEqual([])
})

test('what waits for an earlier one does not leave, and an error goes through at once', async () => {
  expect(await ordered([2, 3], 1)).toEqual([])
  await expect(firstValueFrom(concat(of(2), throwError(() => new Error('broken'))).pipe(inOrder(item => item, 1)))).rejects.toThrow('broken')
})
