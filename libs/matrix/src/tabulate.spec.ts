import { expect, test } from '@jest/globals'
import { TestScheduler } from 'rxjs/testing'
import { executedOf } from './executed-of.spec.fixture.ts'
import { tabulateTask } from './tabulate-task.ts'
import { tabulate } from './tabulate.ts'

const executed = executedOf(['+-|+'])
const scheduler = () => new TestScheduler((actual, expected) => expect(actual).toEqual(expected))

test.each([
  ['empty', '       |', '      |'],
  ['one', '         -a|', '    -b|'],
  ['many', '        a-aa|', '  b-bb|'],
  ['error', '       a-#', '    b-#'],
  ['never-ending', 'a-a---', ' b-b---'],
])('%s', (_, source, expected) => {
  scheduler().run(({ cold, expectObservable }) => {
    expectObservable(cold(source.trim(), { a: executed }).pipe(tabulate())).toBe(expected.trim(), { b: tabulateTask(executed) })
  })
})

test('an early unsubscribe reaches the source', () => {
  scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('                                  a-a-a-', { a: executed })
    expectObservable(source.pipe(tabulate()), '            ---!  ').toBe('b-b---', { b: tabulateTask(executed) })
    expectSubscriptions(source.subscriptions).toBe('       ^--!  ')
  })
})
