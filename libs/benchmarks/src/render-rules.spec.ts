import { expect, test } from '@jest/globals'
import { measure } from './measure.ts'
import { measuredTask } from './measured-task.spec.fixture.ts'
import { renderRules } from './render-rules.ts'

/** What is said of so many tasks with the same table. */
function rendered(rows: readonly string[], count: number): string {
  const { selection, figures } = measure(Array.from({ length: count }, (_, index) => measuredTask(`${index}`, rows)), { seed: 1 })
  return renderRules({ ...selection, mu: figures['mu']! })
}

test('mu below 0: selection hurts', () => {
  const text = rendered(['-|+', '+|-'], 6) // The one test is wrong, and the wrong program passes it.
  expect(text).toMatch(/^Selection rules, % of 6 tasks, with 95% intervals over tasks\n/)
  expect(text).toMatch(/^mu -1\.000 \[-1\.000, -1\.000\]: below 0, so that counting these tests \(best-of-n\) hurts/m)
  expect(text).toMatch(/^Selection hurts here by best-of-n, .*: worse than one sample\.$/m)
  expect(text).toMatch(/^\| best-of-n \| +0\.0 \[0\.0, 0\.0\] \| +-50\.0 \[/m)
})

test('mu above 0: more tests help, none is said to hurt, and the rule that the data support is named', () => {
  const text = rendered(['+|+', '-|-'], 6)
  expect(text).toMatch(/^mu 1\.000 \[1\.000, 1\.000\]: above 0, so that more tests make best-of-n better\.$/m)
  expect(text).toMatch(/^Best: best-of-n; the data do not tell it from codet, b4, coderm, mpsc\.\nA rule chosen on other tasks \(best-of-n 5x\): 100\.0 \[/m)
  expect(text).not.toContain('hurts')
})

test('mu near 0 is not told from 0', () => {
  expect(rendered(['+-|+', '+-|-'], 6)).toMatch(/^mu .*: not told from 0/m)
})

test('nothing to compare', () => {
  expect(rendered(['+|', '-|'], 2)).toBe('There is nothing to compare: the tables need generated and ground-truth tests.\n')
})
