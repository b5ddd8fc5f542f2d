import { expect, test } from '@jest/globals'
import { agenticConfig } from './agentic-config.ts'
import { pretend, run, task } from './fakes.spec.fixture.ts'
import type { Ask } from './ports.ts'
import { remembered } from './remembered.ts'
import { solveTask } from './solve-task.ts'

const never = new AbortController().signal

test('rules are compared on the same answers, asked for once; what each used counts for each', async () => {
  let asked = 0
  const ask: Ask = (request, signal) => {
    asked += 1
    return pretend(request, signal)
  }
  const ports = remembered({ ask, run })
  const ends = []
  for (const rule of ['best-of-n', 'mbr-exec'] as const) ends.push(await solveTask(task, agenticConfig.parse({ programs: 4, tests: 3, rule }), ports, never, () => undefined))
  expect(asked).toBe(2)
  expect(ends.map(({ calls }) => calls)).toEqual([7, 7])
  expect(ends.map(({ code }) => code)).toEqual(['1', '42']) // 1 and 42 pass a test each; two programs print 42.
})

test('another question is another answer, and what failed is asked for again', async () => {
  let fails = true
  const ports = remembered({ run, ask: async (request, signal) => {
    if (fails) throw new Error('busy')
    return pretend(request, signal)
  } })
  const request = { taskId: 'a', role: 'coder' as const, template: 'coder', variables: {}, n: 1, temperature: 1, maxTokens: 9, seed: 0 }
  await expect(ports.ask(request, never)).rejects.toThrow('busy')
  fails = false
  expect(await ports.ask(request, never)).not.toEqual(await ports.ask({ ...request, seed: 1 }, never))
})
