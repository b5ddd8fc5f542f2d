import { concatMap, defer, type MonoTypeOperatorFunction } from 'rxjs'

/**
 * Holds back what comes too early: items leave by their number.
 *
 * @param numberOf of an item: from `first` on, each once
 */
export function inOrder<T>(numberOf: (item: T) => number, first: number): MonoTypeOperatorFunction<T> {
  return items$ => defer(() => {
    const early = new Map<number, T>()
    let next = first
    return items$.pipe(concatMap(item => {
      early.set(numberOf(item), item)
      const due: T[] = []
      for (; early.has(next); next += 1) {
        due.push(early.get(next)!)
        early.delete(next)
      }
      return due
    }))
  })
}
